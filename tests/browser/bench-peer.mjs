/** pytorch-grad-cam and captum in a Python process beside the browser: `tests/reference/bench/peer.py`. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const SCRIPT = fileURLToPath(new URL("../reference/bench/peer.py", import.meta.url));
const INSTALL = "install tests/reference/bench/requirements.txt and name that Python in the variable PYTHON";

/**
 * Starts the process, which waits for requests. Returns `about` (versions, numbers of threads, methods), `time` and `close`, or
 * `{ missing }`, a sentence, if its packages are not installed.
 * @param {{ weights: string, picture: string, layer: string, index: number }} scene
 */
export async function startPeer({ weights, picture, layer, index }) {
  const python = process.env.PYTHON || "python3";
  const child = spawn(python, [SCRIPT, weights, picture, layer, String(index)], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("exit", (code) => resolve(`it ended with ${code}`));
  });
  child.stdin.on("error", () => {}); // the missing answer is reported instead
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const line = await lines.next();
    return line.done ? { failed: await ended } : JSON.parse(line.value);
  };
  const about = await answer();
  const trouble = about.failed ?? about.missing;
  if (trouble) return { missing: `pytorch-grad-cam is not timed (${python}: ${trouble}): ${INSTALL}.` };
  return {
    about,
    /** @returns {Promise<{ library: string, threads: Record<string, number[]> }>} milliseconds by number of threads */
    async time(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const times = await answer();
      if (times.failed) throw new Error(`${python} ${SCRIPT}: ${times.failed}`);
      return times;
    },
    close: () => child.stdin.end(),
  };
}
