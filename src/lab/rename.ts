/** What the files of a lab say of its name and of where it lies, for a copy of it. Pure. */

const VERBS =
  'open|start|selftest|status|guide|solve|shell|exec|check|failover|submit|reset|break|repair|stop|capture|story|graph';
/** Those by which one begins: until an instance runs, a lab outside the project is named by its path. */
const BY_PATH = ['open', 'start', 'selftest'];

/** The commands of a guide, such as `lab check exp1`, name the copy: `lab check mine`, and `lab start ./mine`. */
export const namedFor = (guide: string, id: string, name: string): string =>
  guide.replaceAll(
    new RegExp(`\\blab (${VERBS}) ${id}(?![a-z0-9/-])`, 'g'),
    (_command, verb: string) => `lab ${verb} ${BY_PATH.includes(verb) ? './' : ''}${name}`,
  );

/** The line at the top by which an editor finds the schema. @param schema its absolute path */
export const withSchema = (labFile: string, schema: string): string =>
  labFile.replace(/^# yaml-language-server: \$schema=.*$/m, () => `# yaml-language-server: $schema=${schema}`);
