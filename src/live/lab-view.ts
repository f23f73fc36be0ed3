/** What the page knows of a lab before anything was observed. Pure. */
import type { LabView } from '../contract/views.ts';
import type { Lab } from '../lab/lab.ts';
import { vipsOf } from './machine-view.ts';

export const labView = (lab: Lab, instance: string): LabView => ({
  id: lab.id,
  instance,
  title: lab.title,
  networks: lab.networks.map(({ name, subnet }) => ({ name, subnet })),
  nodes: lab.nodes.map(({ name, role, interfaces }) => ({
    name,
    role,
    networks: interfaces.map(({ network }) => network),
    addresses: interfaces.map(({ address }) => address),
  })),
  vips: vipsOf(lab),
});
