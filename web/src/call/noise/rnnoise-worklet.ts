import "./worklet-scope.js";
import createModule from "@jitsi/rnnoise-wasm/dist/rnnoise-sync.js";
import { Blocks } from "./blocks.js";

/** What RNNoise takes at a time, in samples at 48 kHz. */
const BLOCK = 480;
const BYTES = 4;
/** RNNoise counts as 16-bit samples do. */
const SCALE = 32_768;

interface Rnnoise {
  readonly HEAPF32: Float32Array;
  _malloc(bytes: number): number;
  _rnnoise_create(model: number): number;
  _rnnoise_process_frame(state: number, output: number, input: number): number;
}

declare const AudioWorkletProcessor: new () => object;
declare function registerProcessor(name: string, processor: new () => object): void;

class RnnoiseProcessor extends AudioWorkletProcessor {
  readonly #rnnoise = createModule() as unknown as Rnnoise;
  readonly #state = this.#rnnoise._rnnoise_create(0);
  readonly #place = this.#rnnoise._malloc(BLOCK * BYTES);
  readonly #blocks = new Blocks(BLOCK, (block) => this.#clean(block));

  process([input]: Float32Array[][], [output]: Float32Array[][]): boolean {
    const to = output?.[0];
    if (to) this.#blocks.pass(input?.[0] ?? new Float32Array(to.length), to);
    return true;
  }

  #clean(block: Float32Array): void {
    const rnnoise = this.#rnnoise;
    const place = this.#place;
    const state = this.#state;
    const start = place / BYTES;
    rnnoise.HEAPF32.set(
      block.map((sample) => sample * SCALE),
      start,
    );
    rnnoise._rnnoise_process_frame(state, place, place);
    block.set(rnnoise.HEAPF32.subarray(start, start + BLOCK).map((sample) => sample / SCALE));
  }
}

registerProcessor("rnnoise", RnnoiseProcessor);
