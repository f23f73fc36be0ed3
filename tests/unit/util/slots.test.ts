import { expect } from 'chai';
import { Slots } from '../../../src/util/slots.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('slots', () => {
  it('are used by so many at once, in the order in which they came', async () => {
    const slots = new Slots(2);
    const order: number[] = [];
    let now = 0;
    let most = 0;
    await Promise.all(
      [0, 1, 2, 3, 4].map((index) =>
        slots.use(async () => {
          order.push(index);
          most = Math.max(most, (now += 1));
          await turn();
          now -= 1;
        }),
      ),
    );
    expect({ order, most }).to.deep.equal({ order: [0, 1, 2, 3, 4], most: 2 });
  });

  it('are free again after a failure', async () => {
    const slots = new Slots(1);
    const failed = slots.use(() => Promise.reject(new Error('no')));
    const next = slots.use(() => Promise.resolve('yes'));
    expect(await failed.catch((error: Error) => error.message)).to.equal('no');
    expect(await next).to.equal('yes');
  });
});
