/** Files from another window or from the file manager, by a drop or a paste. */

/**
 * Dispatches a drop or paste of real File objects on the page.
 * @param {import("@playwright/test").Page} page
 * @param {{ name: string, mimeType: string, buffer: Buffer }[]} files
 * @param {"drop" | "paste"} kind
 */
export async function hand(page, files, kind) {
  const data = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, base64: buffer.toString("base64") }));
  await page.evaluate(async ([list, event]) => {
    const transfer = new DataTransfer();
    for (const { name, mimeType, base64 } of list) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], name, { type: mimeType }));
    }
    const common = { bubbles: true, cancelable: true };
    if (event === "paste") {
      document.body.dispatchEvent(new ClipboardEvent("paste", { ...common, clipboardData: transfer }));
      return;
    }
    for (const step of ["dragenter", "dragover", "drop"]) {
      document.body.dispatchEvent(new DragEvent(step, { ...common, dataTransfer: transfer }));
    }
  }, [data, kind]);
}

/** Drops files and folders of this machine, as from its file manager. @param {import("@playwright/test").Page} page @param {readonly string[]} paths */
export async function dropPaths(page, paths) {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) await session.send("Input.dispatchDragEvent", { type, x: 300, y: 300, data });
  await session.detach();
}
