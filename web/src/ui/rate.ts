/** Whether a text is a rate that the API accepts: a whole number from 1. */
export const isRate = (text: string) => /^[1-9][0-9]{0,8}$/.test(text.trim());
