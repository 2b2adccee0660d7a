/** What the page uses of `d3-dsv.js`; written for this page, as the package has no declarations. */
export function dsvFormat(delimiter: string): {
  parseRows(text: string): string[][];
  formatRows(rows: readonly (readonly unknown[])[]): string;
};
