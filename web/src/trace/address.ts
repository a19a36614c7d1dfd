/** Where one message is followed. */
export const traceAddress = (campaign: string, lead: string) => `/trace?${new URLSearchParams({ campaign, lead })}`;
