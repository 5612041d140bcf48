/** The part of the WebAssembly API used here; TypeScript has it in its browser library only. */
interface WasmApi {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
}

const { Module, Instance } = (globalThis as unknown as { WebAssembly: WasmApi }).WebAssembly;
const modules = new Map<string, object>();

/** A new instance of a kernel, with memory of its own. @param base64 the committed bytes; compiled once */
export function instantiate<Exports>(base64: string): Exports {
  let module = modules.get(base64);
  if (!module) {
    module = new Module(Buffer.from(base64, 'base64'));
    modules.set(base64, module);
  }
  return new Instance(module).exports as Exports;
}
