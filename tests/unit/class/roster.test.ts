import { expect } from 'chai';
import writeExcel from 'write-excel-file/node';
import { parseRoster } from '../../../src/class/roster.ts';

/** `学号,姓名,邮箱,组` and a row, in GBK as Excel writes it in China. */
const GBK = Buffer.from(
  'd1a7bac52cd0d5c3fb2cd3cacfe42cd7e90d0a3230323130312cd5c5c8fd2c7a68616e67406578616d706c652e6564752c410d0a',
  'hex',
);
const ZHANG = { id: '202101', name: '张三', email: 'zhang@example.edu', group: 'A' };
const TEXT = '学号,姓名,邮箱,组\r\n202101,张三,zhang@example.edu,A\r\n';

const problems = async (text: string): Promise<string[]> => {
  const parsed = await parseRoster(Buffer.from(text));
  return 'problems' in parsed ? parsed.problems.map(({ row, message }) => `${row}: ${message}`) : [];
};

describe('a roster', () => {
  const encodings: [string, Buffer][] = [
    ['GBK', GBK],
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${TEXT}`)],
    ['UTF-16 with a byte order mark', Buffer.from(`\ufeff${TEXT}`, 'utf16le')],
    ['UTF-8 with tabs', Buffer.from(TEXT.replaceAll(',', '\t'))],
    ['UTF-8 with semicolons and quotes', Buffer.from(TEXT.replaceAll(',', ';').replace('张三', '"张三"'))],
  ];
  for (const [name, bytes] of encodings)
    it(`is read in ${name}`, async () => {
      expect(await parseRoster(bytes)).to.deep.equal({ students: [ZHANG] });
    });

  it('is read from XLSX, with ids that are numbers', async () => {
    const rows = [
      ['ID', 'Name', 'E-Mail', 'Group'],
      [202101, '张三', 'zhang@example.edu', 'A'],
    ].map((row) => row.map((value) => ({ value })));
    const bytes = await writeExcel(rows).toBuffer();
    expect(await parseRoster(bytes)).to.deep.equal({ students: [ZHANG] });
  });

  it('may have its columns in any order, others beside them, and empty rows', async () => {
    const parsed = await parseRoster(Buffer.from('No;Name; ID\n1;Li;s1\n;;\n2;Wu;s2\n'));
    expect('students' in parsed && parsed.students.map(({ id, name, email }) => [id, name, email])).to.deep.equal([
      ['s1', 'Li', ''],
      ['s2', 'Wu', ''],
    ]);
  });

  const cases: [string, string, string][] = [
    ['a missing column', 'id,mail\na,b@c\n', '1: got the columns "id", "mail", expected also name (name, 姓名)'],
    ['an id twice, in whatever case', 'id,name\nS1,Li\ns1,Wu\n', '3: id: got "s1", which row 2 has already'],
    ['an id that is no file name', 'id,name\n../x,Li\n', '2: id: got "../x", expected letters, digits'],
    ['no name', 'id,name\ns1,\n', '2: name: got nothing'],
    ['no e-mail address', 'id,name,email\ns1,Li,li\n', '2: email: got "li"'],
    ['no students', 'id,name\n', '1: got no students'],
    ['a quote without an end', 'id,name\ns1,"Li\n', 'is no CSV'],
    ['nothing', '', '1: got the columns nothing'],
  ];
  for (const [what, text, expected] of cases)
    it(`is refused for ${what}`, async () => {
      expect((await problems(text))[0]).to.contain(expected);
    });

  it('is refused for bytes of neither encoding, and for an archive that is no workbook', async () => {
    expect(await parseRoster(Buffer.from([0x69, 0x64, 0xff, 0xff, 0x0a]))).to.deep.equal({
      problems: [{ row: 1, message: 'got bytes that are neither UTF-8 nor GBK, expected CSV or XLSX' }],
    });
    expect(await parseRoster(Buffer.from('PK\u0003\u0004 nothing', 'latin1'))).to.have.nested.property(
      'problems[0].message',
    );
  });
});
