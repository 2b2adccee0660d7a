/** The whole window takes drops and pastes. */
import { transferredFiles } from "./transfer.js";

/** @import { Placed } from "./transfer.js" */

/** @param {{ onFiles: (files: Placed[]) => void, onHover: (isOver: boolean) => void }} events */
export function takeDrops({ onFiles, onHover }) {
  /** @param {DragEvent} event */
  const hasFiles = ({ dataTransfer }) => dataTransfer?.types.includes("Files") ?? false;
  /** @param {DataTransfer | null} transfer */
  const take = async (transfer) => {
    const files = transfer ? await transferredFiles(transfer) : [];
    if (files.length > 0) onFiles(files);
  };
  addEventListener("dragenter", (event) => {
    if (hasFiles(event)) onHover(true);
  });
  addEventListener("dragover", (event) => {
    if (hasFiles(event)) event.preventDefault();
  });
  addEventListener("dragleave", ({ relatedTarget }) => {
    if (relatedTarget === null) onHover(false); // left the window, not just an element
  });
  addEventListener("drop", (event) => {
    onHover(false);
    if (!hasFiles(event)) return;
    event.preventDefault();
    void take(event.dataTransfer);
  });
  addEventListener("paste", ({ clipboardData }) => void take(clipboardData));
}
