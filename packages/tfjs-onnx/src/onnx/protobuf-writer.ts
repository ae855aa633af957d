/** Writes the wire format of protocol buffers. A callback writes the fields of a nested message. */
export class ProtobufWriter {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /** The bytes written so far. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** An int64 field; negative values take ten bytes. */
  int(field: number, value: number): void {
    this.#varint(field << 3);
    this.#varint64(value);
  }

  float(field: number, value: number): void {
    this.#varint((field << 3) | 5);
    this.#reserve(4);
    this.#view.setFloat32(this.#length, value, true);
    this.#length += 4;
  }

  /** A packed, repeated int64 field. */
  ints(field: number, values: readonly number[]): void {
    this.message(field, () => {
      for (const value of values) this.#varint64(value);
    });
  }

  string(field: number, value: string): void {
    if (value.length > 64) {
      this.bytes(field, encoder.encode(value));
      return;
    }
    // Names are short ASCII texts, and calling an encoder costs more than copying their letters.
    this.message(field, () => {
      this.#reserve(value.length);
      const start = this.#length;
      for (let i = 0; i < value.length; i += 1) {
        const code = value.charCodeAt(i);
        if (code > 0x7f) {
          this.#length = start;
          this.#append(encoder.encode(value));
          return;
        }
        this.#bytes[this.#length++] = code;
      }
    });
  }

  bytes(field: number, value: Uint8Array): void {
    this.#varint((field << 3) | 2);
    this.#varint(value.length);
    this.#append(value);
  }

  #append(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  message(field: number, body: () => void): void {
    this.#varint((field << 3) | 2);
    const start = this.#length;
    body();
    // The length comes before the body, and its width depends on its value. So write the body first, then move it.
    const length = this.#length - start;
    let width = 1;
    for (let rest = length; rest >= 0x80; rest = Math.floor(rest / 0x80)) width += 1;
    // Reserve the longest length, so that writing the length cannot reallocate the bytes again.
    this.#reserve(10);
    this.#bytes.copyWithin(start + width, start, this.#length);
    this.#length = start;
    this.#varint(length);
    this.#length = start + width + length;
  }

  #varint(value: number): void {
    this.#reserve(10);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  #varint64(value: number): void {
    if (value >= 0) {
      this.#varint(value);
      return;
    }
    this.#reserve(10);
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest >= 0x80n) {
      this.#bytes[this.#length++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.#bytes[this.#length++] = Number(rest);
  }

  #reserve(length: number): void {
    if (this.#length + length <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + length));
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

const encoder = new TextEncoder();
