/**
 * Compile the kernel: AssemblyScript in `assembly/` to a TypeScript module that holds the WebAssembly as base64, so that Node, the bundler and the
 * tests load it alike. `npm ci` runs this; it is plain JavaScript, because any Node from 20 on may run it.
 */
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const folder = dirname(fileURLToPath(import.meta.url));
const output = join(folder, "kernel-wasm.ts");
const written = new Map();

const messages = [];
const { error } = await asc.main(
  [
    "assembly/kernel.ts",
    "--baseDir",
    folder,
    "--outFile",
    "kernel.wasm",
    "--runtime",
    "stub",
    "-O3",
    "--converge",
    "--noAssert",
    "--enable",
    "simd",
    "--use",
    "abort=",
    "--memoryBase",
    "64",
  ],
  {
    writeFile: (name, contents) => {
      written.set(name, contents);
    },
    stderr: {
      write: (message) => {
        messages.push(message);
        return true;
      },
    },
  },
);
if (error !== null) {
  process.stderr.write(`The kernel does not compile: ${error.message}\n${messages.join("")}`);
  process.exit(1);
}
const wasm = Buffer.from(written.get("kernel.wasm"));
await writeFile(
  output,
  `/** The compiled kernel. Made by \`compile.mjs\`: change \`assembly/\` and run \`npm run build\`. */\nexport const KERNEL_WASM_BASE64 = "${wasm.toString("base64")}";\n`,
);
