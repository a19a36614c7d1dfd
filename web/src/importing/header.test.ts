import { describe, expect, it } from 'vitest';
import { headerOf } from '@/importing/header';

const header = (...parts: BlobPart[]) => headerOf(new Blob(parts));

describe('the names of the columns', () => {
  it.each([
    ['id,name\n1,Ann', ['id', 'name']],
    ['Kunde;Full Name;Total, spent\r\n1;Ann;2', ['Kunde', 'Full Name', 'Total, spent']],
    ['\ufeff"Name; first"\tE-Mail \r1', ['Name; first', 'E-Mail']],
    ['sep=|\nid|name', ['id', 'name']],
    ['\n\nemail\n', ['email']],
    ['', []],
  ])('are found in %j', async (text, names) => {
    expect(await header(text)).toEqual(names);
  });

  it('are found in the encodings of spreadsheets', async () => {
    expect(await header(new Uint8Array([0x4e, 0xe4, 0x3b, 0x78]))).toEqual(['Nä', 'x']);
    expect(await header(new Uint8Array([0xff, 0xfe, 0x61, 0, 0x2c, 0, 0x62, 0]))).toEqual(['a', 'b']);
  });

  it('are found although the sample ends within a character', async () => {
    expect(await header(`id,name\n${'ä'.repeat(40_000)}`)).toEqual(['id', 'name']);
  });
});
