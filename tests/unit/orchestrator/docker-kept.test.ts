import { expect } from 'chai';
import { LabError } from '../../../src/util/errors.ts';
import { requireOptions, requireReadonly } from '../../../src/orchestrator/docker-kept.ts';

const ASKED = { 'com.docker.network.bridge.inhibit_ipv4': 'true', 'x.masquerade': 'false' };
const PATHS = ['/usr', '/proc/sys/kernel'];

describe('what an engine kept of what was asked', () => {
  it('passes where all is there, whatever else the engine adds', () => {
    requireOptions({ Options: { ...ASKED, 'com.docker.network.driver.mtu': '1500' } }, ASKED);
    requireReadonly({ HostConfig: { ReadonlyPaths: ['/proc/bus', ...PATHS] } }, PATHS);
  });

  // As Podman 5.4 answers: `Options: {}`, and no ReadonlyPaths.
  const refused = [
    {
      description: 'a network without options',
      call: () => requireOptions({ Options: {} }, ASKED),
      names: 'com.docker.network.bridge.inhibit_ipv4=true, x.masquerade=false',
    },
    {
      description: 'a network whose options are null',
      call: () => requireOptions({ Options: null }, ASKED),
      names: 'x.m',
    },
    {
      description: 'a network with another value of one option',
      call: () => requireOptions({ Options: { ...ASKED, 'x.masquerade': 'true' } }, ASKED),
      names: 'asked of it: x.masquerade=false',
    },
    {
      description: 'a container without read-only paths',
      call: () => requireReadonly({ HostConfig: { ReadonlyPaths: null } }, PATHS),
      names: 'ReadonlyPaths',
    },
    {
      description: 'a container with one of them missing',
      call: () => requireReadonly({ HostConfig: { ReadonlyPaths: ['/usr'] } }, PATHS),
      names: 'ReadonlyPaths',
    },
  ];
  for (const { description, call, names } of refused) {
    it(`refuses ${description}, and says what was dropped and what to do`, () => {
      expect(call).to.throw(LabError, names).with.property('code', 'ENGINE_LACKS');
      expect(call).to.throw(LabError).with.property('hint').that.contains('lab engine start');
    });
  }
});
