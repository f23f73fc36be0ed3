import { expectFail, expectPass, judged, type WrittenCheck } from '../../helpers/judge.ts';

const wanted: WrittenCheck = { kind: 'ping', from: 'lanclient', address: '192.168.200.200' };

describe('ping', () => {
  it('passes when the address answers', () => {
    expectPass(judged(wanted, { observed: true }), ['lanclient: ping 192.168.200.200 -> answered']);
  });

  it('fails when it does not', () => {
    expectFail(judged(wanted, { observed: false }), 'lanclient gets no echo reply from 192.168.200.200', [
      'lanclient: ping 192.168.200.200 -> no answer',
    ]);
  });
});
