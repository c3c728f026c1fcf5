/** RNNoise takes 480 samples at a time and an audio worklet gets 128; this holds what is left over in between. */
export class Blocks {
  readonly #size: number;
  readonly #process: (block: Float32Array) => void;
  readonly #input: Float32Array;
  readonly #output: Float32Array;
  #filled = 0;
  /** As many silent samples as a block has go ahead, so that there is always enough to give. */
  #ready: number;

  /** `process` changes a block of `size` samples in place. */
  constructor(size: number, process: (block: Float32Array) => void) {
    this.#size = size;
    this.#process = process;

    this.#input = new Float32Array(size);
    this.#output = new Float32Array(size * 3);
    this.#ready = size;
  }

  /** Takes at most `size` samples in and gives as many out, `size` samples later. */
  pass(from: Float32Array, to: Float32Array): void {
    for (const sample of from) {
      this.#input[this.#filled++] = sample;
      if (this.#filled < this.#size) continue;
      this.#filled = 0;
      this.#process(this.#input);
      this.#output.set(this.#input, this.#ready);
      this.#ready += this.#size;
    }
    to.set(this.#output.subarray(0, to.length));
    this.#output.copyWithin(0, to.length, this.#ready);
    this.#ready -= to.length;
  }
}
