/** Writes bits as DEFLATE orders them: numbers from their lowest bit on, Huffman codes from their highest. */
export class BitWriter {
  private readonly bytes: number[] = [];
  private pending = 0;
  private count = 0;

  number(value: number, bits: number): void {
    for (let bit = 0; bit < bits; bit++) this.bit((value >> bit) & 1);
  }

  code({ code, length }: { code: number; length: number }): void {
    for (let bit = length - 1; bit >= 0; bit--) this.bit((code >> bit) & 1);
  }

  align(): void {
    while (this.count > 0) this.bit(0);
  }

  finish(): Uint8Array {
    this.align();
    return Uint8Array.from(this.bytes);
  }

  private bit(bit: number): void {
    this.pending |= bit << this.count;
    if (++this.count < 8) return;
    this.bytes.push(this.pending);
    this.pending = 0;
    this.count = 0;
  }
}
