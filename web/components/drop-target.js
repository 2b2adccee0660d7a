import { transferredFiles } from "../intake/transfer.js";

/** The whole window takes drops and pastes. @param {HTMLElement} hint @param {{ onFiles: (files: File[]) => void }} events */
export function createDropTarget(hint, { onFiles }) {
  /** @param {DragEvent} event */
  const hasFiles = ({ dataTransfer }) => dataTransfer?.types.includes("Files") ?? false;
  /** @param {DataTransfer | null} transfer */
  const take = async (transfer) => {
    const files = transfer ? await transferredFiles(transfer) : [];
    if (files.length > 0) onFiles(files);
  };
  addEventListener("dragenter", (event) => {
    if (hasFiles(event)) hint.hidden = false;
  });
  addEventListener("dragover", (event) => {
    if (hasFiles(event)) event.preventDefault();
  });
  addEventListener("dragleave", ({ relatedTarget }) => {
    if (relatedTarget === null) hint.hidden = true; // left the window, not just an element
  });
  addEventListener("drop", (event) => {
    hint.hidden = true;
    if (!hasFiles(event)) return;
    event.preventDefault();
    void take(event.dataTransfer);
  });
  addEventListener("paste", ({ clipboardData }) => void take(clipboardData));
}
