import { expect } from 'chai';
import { asJson, expected, recorded, RECORDINGS } from './recordings.ts';

describe('what real tools printed', () => {
  for (const { name, parse } of RECORDINGS) {
    describe(name, () => {
      it('is the data beside it', () => {
        expect(asJson(parse(recorded(name)))).to.deep.equal(expected(name));
      });

      it('is the same with CRLF, blank lines and blanks at the ends of lines', () => {
        const untidy = recorded(name).replaceAll('\n', '  \r\n\r\n');
        expect(asJson(parse(`\n\n${untidy}`))).to.deep.equal(expected(name));
      });

      it('is the same without its last line end', () => {
        expect(asJson(parse(recorded(name).trimEnd()))).to.deep.equal(expected(name));
      });
    });
  }
});
