/** For lists of many pages: they are fetched when the list is opened, and never all of them again. */
export const longList = { staleTime: Number.POSITIVE_INFINITY, gcTime: 0, refetchOnReconnect: false };

/** The rows of a list of which pages have been fetched so far, found by their index without copying them into one array. */
export interface Rows<Row> {
  count: number;
  at: (index: number) => Row | undefined;
  first: (wanted: number) => Row[];
}

/** Pages may be of different lengths: the server bounds them by bytes, too. */
export function rowsOf<Row>(pages: Row[][]): Rows<Row> {
  const ends: number[] = [];
  let count = 0;
  for (const page of pages) {
    count += page.length;
    ends.push(count);
  }
  return {
    count,
    first: (wanted) =>
      pages
        .slice(0, 1 + ends.findIndex((end) => end >= Math.min(wanted, count)))
        .flat()
        .slice(0, wanted),
    at: (index) => {
      let low = 0;
      let high = ends.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((ends[middle] ?? 0) <= index) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return pages[low]?.[index - (ends[low - 1] ?? 0)];
    },
  };
}
