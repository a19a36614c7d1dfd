const BEGINNING_BYTES = 64 * 1024;
const DELIMITERS = [',', ';', '\t', '|'];

/**
 * The names of the columns, read here: the choices while the server does not know yet how to read the file. The server
 * judges what the file contains.
 */
export async function headerOf(file: Blob): Promise<string[]> {
  const lines = decoded(new Uint8Array(await file.slice(0, BEGINNING_BYTES).arrayBuffer())).split(/\r\n|\r|\n/);
  const line = lines.find((each) => each.trim() !== '' && !/^"?sep=.?"?$/i.test(each.trim())) ?? '';
  const all = DELIMITERS.map((delimiter) => cells(line, delimiter));
  return all.reduce((most, other) => (other.length > most.length ? other : most)).filter((cell) => cell !== '');
}

function decoded(bytes: Uint8Array): string {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes);
  }
  try {
    // The sample may end within a character.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function cells(line: string, delimiter: string): string[] {
  const found = [''];
  let quoted = false;
  for (const character of line) {
    if (character === '"') {
      quoted = !quoted;
    } else if (character === delimiter && !quoted) {
      found.push('');
    } else {
      found[found.length - 1] += character;
    }
  }
  return found.map((cell) => cell.trim());
}
