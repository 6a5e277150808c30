/**
 * Compile what is AssemblyScript: each entry to a TypeScript module that holds the WebAssembly as base64, so that Node, the bundler and the
 * tests load it alike. `npm ci` runs this; it is plain JavaScript, because any Node from 20 on may run it.
 */
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const MODULES = [
  { what: "The compiled kernel", folder: "shared/kernel", entry: "assembly/kernel.ts", output: "kernel-wasm.ts", constant: "KERNEL_WASM_BASE64" },
  { what: "The compiled inflater", folder: "shared/adapters/zlib", entry: "assembly/inflate.ts", output: "inflate-wasm.ts", constant: "INFLATE_WASM_BASE64" },
];

for (const { what, folder, entry, output, constant } of MODULES) {
  const wasm = await compile(join(ROOT, folder), entry);
  const text = `/** ${what}. Made by \`bin/compile-wasm.mjs\`: change \`assembly/\` and run \`npm run build\`. */\nexport const ${constant} = "${wasm.toString("base64")}";\n`;
  await writeFile(join(ROOT, folder, output), text);
}

async function compile(folder, entry) {
  const written = new Map();
  const messages = [];
  const settings = ["--runtime", "stub", "-O3", "--converge", "--noAssert", "--enable", "simd", "--use", "abort=", "--memoryBase", "64"];
  const { error } = await asc.main([entry, "--baseDir", folder, "--outFile", "module.wasm", ...settings], {
    writeFile: (name, contents) => {
      written.set(name, contents);
    },
    stderr: {
      write: (message) => {
        messages.push(message);
        return true;
      },
    },
  });
  if (error !== null) {
    process.stderr.write(`${folder} does not compile: ${error.message}\n${messages.join("")}`);
    process.exit(1);
  }
  return Buffer.from(written.get("module.wasm"));
}
