/** A lab as the program uses it: variables filled in, short forms written out, rules held. */
import type { HopName } from '../cause/hop-names.ts';
import type { Check } from '../checks/kinds.ts';
import type { KernelFeature } from './features.ts';
import type { Text } from './primitives.ts';

export type Role = 'director' | 'real-server' | 'client' | 'gateway';

export interface LabNetwork {
  name: string;
  /** CIDR, as in the tutorial. */
  subnet: string;
  /** Name of the interface that nodes have on it. */
  interface: string;
}

export interface LabInterface {
  name: string;
  network: string;
  address: string;
  /** Length of the subnet's prefix in bits. */
  prefix: number;
}

export interface LabNode {
  name: string;
  role: Role;
  /** In the order of the lab's networks; never empty. */
  interfaces: LabInterface[];
  /** Default router. */
  gateway: string | undefined;
  /** What the node's kernel must have. */
  kernel: KernelFeature[];
}

export interface StepCommands {
  node: string;
  /** Lines of shell, run as root in the node. */
  run: string;
}

export interface Step {
  id: string;
  title: Text;
  /** `lab`: done at boot; `student`: the work, with the reference solution as commands. */
  by: 'lab' | 'student';
  /** Sections of the tutorial. */
  tutorial: string[];
  commands: StepCommands[];
  /** Checks that pass once it is done. */
  checks: string[];
}

/** One of the states that a lab may begin in. Which one is the student's to find out: no title is shown. */
export interface Beginning {
  id: string;
  /** Done at boot, after the lab's own steps. */
  commands: StepCommands[];
}

/** A mistake that students make, as data: `lab break` injects it, the self-test proves that the checks find it. */
export interface Fault {
  id: string;
  title: Text;
  /** What a student sees, and why. */
  looks: Text;
  inject: StepCommands[];
  repair: StepCommands[];
  /** Checks that fail because of it. What needs them is not judged; all others pass. */
  fails: string[];
  /** Checks that fail because of it or pass, by chance. */
  mayFail: string[];
  /** Where requests end because of it, on one of the nodes of `inject`; undefined when it breaks none. */
  hop?: HopName | undefined;
}

export interface Lab {
  id: string;
  /** The seed that it was renumbered by; absent: as it is written. */
  variant?: string;
  title: Text;
  teaches: Text;
  /** How long a student needs. */
  minutes: number;
  vars: Record<string, string>;
  networks: LabNetwork[];
  nodes: LabNode[];
  steps: Step[];
  /** Absent: it always begins the same. See draw.ts for the one that is drawn. */
  draw?: Beginning[];
  checks: Check[];
  faults: Fault[];
}

export const findNode = (lab: Lab, name: string): LabNode | undefined => lab.nodes.find((node) => node.name === name);
