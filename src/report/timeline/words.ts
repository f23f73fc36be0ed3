/** The texts of the picture of a failover, in one language. */
import type { Trigger } from '../../models/vrrp.ts';

type OfNode = (node: string) => string;

export interface Words {
  seconds: (seconds: number) => string;
  range: (min: number, max: number) => string;
  broken: Record<Trigger, OfNode>;
  mended: Record<Trigger, OfNode>;
  title: {
    tookOver: OfNode;
    nobody: string;
    unnoticed: string;
    lost: (lost: number) => string;
    outage: (time: string) => string;
    endless: string;
  };
  /** The situation before the failure. `paceMs` is 0 when too few requests were recorded. */
  scene: (director: string, backup: string, vip: string, paceMs: number) => string;
  lanes: { requests: string; advertisements: string; announcements: string };
  noRequests: string;
  noAnswer: (time: string, lost: number) => string;
  noAnswerFor: (time: string, lost: number) => string;
  holds: (vip: string) => string;
  holdsIt: string;
  holdsSilently: string;
  holdsItStill: string;
  waits: (time: string) => string;
  silent: string;
  farewell: string;
  predicted: (node: string, range: string) => string;
  both: (time: string) => string;
  axis: (node: string) => string;
  happened: string;
  legend: Record<
    'answered' | 'lost' | 'holds' | 'holdsSilently' | 'advertisement' | 'farewell' | 'announcement' | 'predicted',
    string
  >;
  story: {
    headline: (deed: string, outcome: string[]) => string;
    sentences: (sentences: string[]) => string;
    farewell: (director: string, backup: string, waited: string, vip: string, range: string) => string;
    /** @param since.heard time since the last advertisement, if one was recorded */
    silence: (
      director: string,
      backup: string,
      since: { heard: string | undefined; zero: string },
      vip: string,
      range: string,
    ) => string;
    nobody: (backup: string, vip: string, range: string) => string;
    unannounced: (backup: string) => string;
    outage: (time: string, lost: number) => string;
    /** @param mended the director, if the test reached its repair */
    endless: (time: string, lost: number, mended: string | undefined) => string;
    unnoticed: (sent: number) => string;
    few: (lost: number, sent: number, time: string) => string;
    noRequests: string;
    /** @param keeper the director that kept the address without announcing it */
    both: (time: string, keeper: string | undefined) => string;
    back: (director: string, time: string) => string;
    backCost: (outage: string | undefined, lost: number) => string;
    notBack: (director: string) => string;
  };
}
