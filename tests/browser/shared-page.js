/** One page for several tests: opening a page starts an engine, which takes longer than most tests. */
import { test } from "@playwright/test";

/**
 * Opens one page before the tests of the calling file or block, and closes it after them. These tests must not take Playwright's
 * `page` fixture, and leave the page in a state that the next test can start from. After a failure the rest get a new page.
 * @param {(page: import("@playwright/test").Page, project: string) => Promise<void>} open
 */
export function sharePage(open) {
  let context;
  test.beforeAll(async ({ browser }, info) => {
    context = await browser.newContext();
    await open(await context.newPage(), info.project.name);
  });
  test.afterAll(() => context?.close());
}
