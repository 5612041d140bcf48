/** The part of the WebAssembly API used here; TypeScript has it in its browser library only. */
interface WasmApi {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports?: object) => { exports: unknown };
  Memory: new (descriptor: {
    initial: number;
    maximum: number;
    shared: true;
  }) => { readonly buffer: SharedArrayBuffer };
}

const { Module, Instance, Memory } = (globalThis as unknown as { WebAssembly: WasmApi }).WebAssembly;
const modules = new Map<string, object>();

/** A new instance of a kernel, with memory of its own. @param base64 the committed bytes; compiled once */
export function instantiate<Exports>(base64: string, imports: object = {}): Exports {
  let module = modules.get(base64);
  if (!module) {
    module = new Module(Buffer.from(base64, 'base64'));
    modules.set(base64, module);
  }
  return new Instance(module, imports).exports as Exports;
}

/** Memory that several threads and kernels work on. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
}

const page = 65_536;
/** What a 32-bit kernel can address. */
export const mostSharedBytes = 65_536 * page;

/** @throws RangeError above `mostSharedBytes`, or where the system has no such memory */
export function makeSharedMemory(bytes: number): SharedMemory {
  return new Memory({ initial: Math.max(1, Math.ceil(bytes / page)), maximum: mostSharedBytes / page, shared: true });
}
