// The checksum of PNG; node:zlib has one only from Node 22.
const POLYNOMIAL = 0xedb88320;
const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) {
    value = value & 1 ? POLYNOMIAL ^ (value >>> 1) : value >>> 1;
  }
  return value;
});

export function crc32(bytes) {
  let check = 0xffffffff;
  for (const byte of bytes) {
    check = TABLE[(check ^ byte) & 0xff] ^ (check >>> 8);
  }
  return (check ^ 0xffffffff) >>> 0;
}
