// Pictures of one size as an animated PNG, which every browser shows, without an encoder of its own: the compressed pixels of
// each picture are taken over. https://www.w3.org/TR/png-3/#apng-frame-based-animation
import { crc32 } from './crc.mjs';

const SIGNATURE_BYTES = 8;
const FRAME_CONTROL_BYTES = 26;

function chunksOf(png) {
  const chunks = [];
  for (let at = SIGNATURE_BYTES; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    chunks.push({ type, data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

function chunk(type, data) {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

const number = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

/** An endless animation of pictures that are equally large, each shown for so long. */
export function animation(pictures, millis) {
  const [first] = pictures;
  const header = chunksOf(first)[0];
  let sequence = 0;
  const parts = [first.subarray(0, SIGNATURE_BYTES), chunk('IHDR', header.data)];
  parts.push(chunk('acTL', Buffer.concat([number(pictures.length), number(0)])));
  for (const [index, picture] of pictures.entries()) {
    const chunks = chunksOf(picture);
    if (!chunks[0].data.equals(header.data)) {
      throw new Error('The pictures differ in size or kind.');
    }
    const control = Buffer.alloc(FRAME_CONTROL_BYTES);
    control.writeUInt32BE(sequence++, 0);
    header.data.copy(control, 4, 0, 8);
    control.writeUInt16BE(millis, 20);
    control.writeUInt16BE(1_000, 22);
    parts.push(chunk('fcTL', control));
    for (const { data } of chunks.filter(({ type }) => type === 'IDAT')) {
      parts.push(index === 0 ? chunk('IDAT', data) : chunk('fdAT', Buffer.concat([number(sequence++), data])));
    }
  }
  parts.push(chunk('IEND', Buffer.alloc(0)));
  return Buffer.concat(parts);
}
