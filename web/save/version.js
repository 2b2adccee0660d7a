/** The version of the page, as it stands in the workspace; a test compares them. */
export const VERSION = "0.1.0";
