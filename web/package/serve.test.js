import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const FILES = {
  "index.html": "<p>index", "web-abc/engine/engine-cpu_bg.wasm": "wasm", "web-abc/engine/engine-cpu_bg.wasm.gz": gzipSync("packed"), "web-abc/models/model.onnx.gz": "packed model",
  "models/birds.onnx": "birds", "models/a flower/model.json": "{}", "models/.hidden": "", "pictures/Zoë \"1\".jpg": "zoë", "manifest.webmanifest": "{}",
};
const isThere = (program) => {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

const root = mkdtempSync(join(tmpdir(), "package-"));
for (const [path, content] of Object.entries(FILES)) {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), content);
}
cpSync(join(HERE, "serve.pl"), join(root, "server/serve.pl"));

/** On Windows its own compiler does the same. */
function compiled() {
  const program = join(root, "server/serve.exe");
  execFileSync("mcs", ["-langversion:5", "-noconfig", "-r:System.dll", `-out:${program}`, join(HERE, "serve.cs")]);
  return ["mono", program, root];
}
const SERVERS = {
  "serve.pl": { skip: !isThere("perl") && "there is no Perl", start: () => ["perl", join(root, "server/serve.pl")] },
  "serve.cs": { skip: !(isThere("mcs") && isThere("mono")) && "there is no Mono, which stands for Windows", start: compiled },
};

/** Starts a server; resolves with its process and what it says. */
async function started([program, ...words], options) {
  const server = spawn(program, [...words, "--no-open", ...options], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  for await (const part of server.stdout) if ((said += part).includes("to end it")) break;
  return { server, said, port: Number(said.match(/127\.0\.0\.1:(\d+)/)[1]) };
}

function ask(port, path, { method = "GET", headers = {}, host = "127.0.0.1" } = {}) {
  return new Promise((resolve, reject) => {
    const sent = request({ host, port, path, method, headers: { ...headers } }, async (response) => {
      const parts = [];
      for await (const part of response) parts.push(part);
      resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) });
    });
    sent.on("error", reject).end();
  });
}

for (const [name, { skip, start }] of Object.entries(SERVERS)) {
  describe(name, { skip }, () => {
    let one;
    before(async () => (one = await started(start(), [])));
    after(() => one?.server.kill());

    test("files have their types, and those of a build are kept for good", async () => {
      const { body, headers } = await ask(one.port, "/?backend=cpu");
      assert.deepEqual([String(body), headers["content-type"], headers["cache-control"]], ["<p>index", "text/html; charset=utf-8", "no-cache"]);
      const wasm = await ask(one.port, "/web-abc/engine/engine-cpu_bg.wasm");
      assert.deepEqual([String(wasm.body), wasm.headers["content-type"], wasm.headers["cache-control"]], ["wasm", "application/wasm", "max-age=31536000, immutable"]);
      const model = await ask(one.port, "/web-abc/models/model.onnx.gz", { headers: { "accept-encoding": "gzip" } });
      assert.deepEqual([String(model.body), model.headers["content-type"], model.headers["content-encoding"]], ["packed model", "application/gzip", undefined]);
      assert.equal((await ask(one.port, "/manifest.webmanifest")).headers["content-type"], "application/manifest+json");
    });

    test("what is there compressed comes so to whoever reads it", async () => {
      const { body, headers } = await ask(one.port, "/web-abc/engine/engine-cpu_bg.wasm", { headers: { "accept-encoding": "gzip, br" } });
      assert.deepEqual([body, headers["content-type"], headers["content-encoding"]], [FILES["web-abc/engine/engine-cpu_bg.wasm.gz"], "application/wasm", "gzip"]);
    });

    test("the two folders are listed, and their files are found by any name", async () => {
      const { body, headers } = await ask(one.port, "/room.json");
      assert.equal(headers["content-type"], "application/json");
      assert.deepEqual(JSON.parse(body), { models: ["a flower/model.json", "birds.onnx"], pictures: ["Zoë \"1\".jpg"] });
      assert.equal(String((await ask(one.port, `/pictures/${encodeURIComponent("Zoë \"1\".jpg")}`)).body), "zoë");
    });

    test("nothing else is given", async () => {
      for (const path of ["/none.txt", "/models", "/../serve.test.js", "/%2e%2e/etc/passwd", "/models/..%5c..%5cx", "/models/.hidden", "//etc/passwd"]) {
        assert.equal((await ask(one.port, path)).status, 404, path);
      }
      assert.equal((await ask(one.port, "/", { method: "POST" })).status, 405);
      assert.equal((await ask(one.port, "/", { headers: { host: "elsewhere.example" } })).status, 403);
      const { status, headers, body } = await ask(one.port, "/models/birds.onnx", { method: "HEAD" });
      assert.deepEqual([status, headers["content-length"], body.length], [200, "5", 0]);
    });

    test("a second one takes the next port, and only a room is reached from the network", async () => {
      const room = await started(start(), ["--room"]);
      const own = Object.values(networkInterfaces()).flat().find(({ family, internal }) => family === "IPv4" && !internal)?.address;
      try {
        assert.notEqual(room.port, one.port);
        assert.match(room.said, /compute on the CPU/);
        if (!own) return;
        assert.ok(room.said.includes(`http://${own}:${room.port}/`), room.said);
        assert.equal((await ask(room.port, "/", { host: own })).status, 200);
        await assert.rejects(ask(one.port, "/", { host: own }), { code: "ECONNREFUSED" });
      } finally {
        room.server.kill();
      }
    });
  });
}
