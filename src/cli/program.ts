/** The verbs, their arguments and options. What a verb does is loaded when it is called: `lab --help` stays quick. */
import { Command, Option } from 'commander';
import { VERSION } from '../version.ts';
import type { Io } from './io.ts';

/** A verb as shell completion sees it. */
export interface VerbWords {
  name: string;
  arguments: string[];
  options: string[];
  /** Those of the options that a value follows, long and short. */
  valued: string[];
}

const collect = (value: string, previous: string[] = []): string[] => [...previous, ...value.split(',')];

const as = (command: Command): Command =>
  command.option('--as <name>', "name of the instance (default: the lab's name)");
const count = (command: Command): Command => command.option('--count <number>', 'so many instances: NAME-1, NAME-2 …');
const kernel = (command: Command): Command =>
  command
    .option('--kernel <mode>', 'auto: a kernel of its own for nodes that need one; host; own')
    .option('--base <image>', 'base image to build from, when an image must be built');
const variant = (command: Command): Command =>
  command.option('--variant <seed>', 'the lab with other addresses: the same seed, the same lab');
const to = (command: Command): Command => command.option('--to <step>', 'stop after this step');

/** @param onExit takes the exit code of the verb that ran */
export function makeProgram(io: Io, onExit: (code: number) => void): Command {
  const program = new Command('lab')
    .description('Real LVS networks in Docker containers: build them, work in them, have them checked')
    .version(VERSION)
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      // run.ts says it, in the form that all errors have.
      outputError: () => {},
      getOutHelpWidth: () => io.stdout.columns ?? 100,
    })
    .enablePositionalOptions();

  const verb = (usage: string, description: string): Command =>
    program
      .command(usage)
      .description(description)
      .option('--json', 'one JSON document on standard output')
      .addOption(new Option('--lang <language>', 'zh or en (default: from the locale)').choices(['zh', 'en']));

  const run =
    <A extends unknown[]>(call: (...words: A) => Promise<number>) =>
    async (...words: unknown[]): Promise<void> =>
      onExit(await call(...(words as A)));

  verb('list', 'labs and running instances').action(
    run(async (options: never) => (await import('./commands/list.ts')).list(io, options)),
  );

  variant(kernel(to(count(as(verb('start <lab>', 'build the network of a lab'))))))
    .option('--solve', 'then run the reference commands')
    .action(run(async (lab: string, options: never) => (await import('./commands/start.ts')).start(io, lab, options)));

  as(verb('status [lab]', 'nodes, owner of the VIP, steps done')).action(
    run(async (lab: string | undefined, options: never) =>
      (await import('./commands/status.ts')).status(io, lab, options),
    ),
  );

  variant(as(verb('guide <lab> [step]', 'what to do, in Chinese or English'))).action(
    run(async (lab: string, step: string | undefined, options: never) =>
      (await import('./commands/guide.ts')).guide(io, lab, step, options),
    ),
  );

  to(as(verb('solve <lab>', 'run the reference commands'))).action(
    run(async (lab: string, options: never) => (await import('./commands/solve.ts')).solve(io, lab, options)),
  );

  as(verb('shell <lab> <node>', 'a root shell on a node')).action(
    run(async (lab: string, node: string, options: never) =>
      (await import('./commands/shell.ts')).shell(io, lab, node, options),
    ),
  );

  as(verb('exec <lab> <node> [command...]', 'run a command on a node; the exit status is its own')).action(
    run(async (lab: string, node: string, command: string[], options: never) =>
      (await import('./commands/exec.ts')).exec(io, lab, node, command, options),
    ),
  );

  count(as(verb('check <lab>', 'judge what was done: 0 all passed, 1 something did not')))
    .option('--only <check>', 'this check and what it needs (may be repeated, or a list with commas)', collect)
    .option('--reporter <name>', 'pretty, json, junit or html')
    .option(
      '--timelines <folder>',
      'draw each failover that is measured, and the ways of requests, as SVG files in this folder',
    )
    .option('--hints <level>', 'how far to help: 0 nothing, 1 a question, 2 the place, 3 the command')
    .action(run(async (lab: string, options: never) => (await import('./commands/check.ts')).check(io, lab, options)));

  as(verb('failover <lab>', 'break a director, measure how long clients get no answer, and put it back'))
    .option('--trigger <name>', 'stop, kill, node, link, cable or pause (may be repeated; all when left out)', collect)
    .option('--times <number>', 'how often', '1')
    .action(
      run(async (lab: string, options: never) => (await import('./commands/failover.ts')).failover(io, lab, options)),
    );

  as(verb('submit <lab>', 'what was done, as a file to hand in'))
    .requiredOption('-o, --output <file>', 'the archive, NAME.tar.gz')
    .option('--name <name>', "the student's name (default: what git knows, or the login)")
    .action(
      run(async (lab: string, options: never) => (await import('./commands/submit.ts')).submit(io, lab, options)),
    );

  verb('grade <dir>', 'a class of submissions, each in an instance of its own')
    .option('--lab <lab>', 'the lab, where submissions do not say')
    .option('--variant <seed>', 'judge in this variant, whatever submissions say; {name}: the name of the submission')
    .option('--workers <number>', 'submissions at once (default: what cores and memory allow)')
    .option('--timeout <seconds>', 'what the commands of a submission may take', '120')
    .option('-o, --output <dir>', 'where results and reports go (default: DIR-graded)')
    .option('--reporter <name>', 'table, json, csv, junit or html')
    .action(run(async (dir: string, options: never) => (await import('./commands/grade.ts')).grade(io, dir, options)));

  variant(kernel(as(verb('reset <lab>', 'back to the start')))).action(
    run(async (lab: string, options: never) => (await import('./commands/reset.ts')).reset(io, lab, options)),
  );

  for (const name of ['break', 'repair'] as const) {
    const description = {
      break: 'make a mistake that students make, in a lab that is solved',
      repair: 'mend it again',
    };
    as(verb(`${name} <lab> <fault>`, description[name])).action(
      run(async (lab: string, fault: string, options: never) =>
        (await import('./commands/fault.ts')).fault(io, name, lab, fault, options),
      ),
    );
  }

  variant(verb('selftest [labs...]', 'prove that labs can be solved and that every check can fail'))
    .option('--as <name>', 'instances are named NAME-LAB-NUMBER (default: selftest)')
    .option('--all', 'every lab')
    .option('--full', 'every check after every fault and after its repair, also those that disrupt')
    .option('--reporter <name>', 'matrix or junit')
    .option('--workers <number>', 'instances at once', '2')
    .action(
      run(async (labs: string[], options: never) =>
        (await import('./commands/selftest.ts')).selftest(io, labs, options),
      ),
    );

  count(as(verb('stop [lab]', 'remove everything of an instance')))
    .option('--all', 'of all instances')
    .action(
      run(async (lab: string | undefined, options: never) =>
        (await import('./commands/stop.ts')).stop(io, lab, options),
      ),
    );

  as(verb('capture <lab> <node> [interface]', 'record frames to a file for Wireshark'))
    .requiredOption('-o, --output <file>', 'the pcap file, - for standard output')
    .option('--filter <expression>', 'as tcpdump takes it, such as "port 80"')
    .option('--seconds <number>', 'end by itself after this time')
    .action(
      run(async (lab: string, node: string, device: string | undefined, options: never) =>
        (await import('./commands/capture.ts')).capture(io, lab, node, device, options),
      ),
    );

  variant(as(verb('graph <lab>', 'the network as a picture')))
    .option('--format <format>', 'text, mermaid, dot or svg')
    .action(run(async (lab: string, options: never) => (await import('./commands/graph.ts')).graph(io, lab, options)));

  variant(verb('validate [files...]', 'lab files, without an engine')).action(
    run(async (files: string[], options: never) =>
      (await import('./commands/validate.ts')).validate(io, files, options),
    ),
  );

  verb('doctor', 'what this machine can do, and what to do about the rest').action(
    run(async (options: never) => (await import('./commands/doctor.ts')).doctor(io, options)),
  );

  verb('image <action>', 'build: the images of the nodes')
    .option('--base <image>', 'a Debian 13 image that the engine has or can pull')
    .option('--force', 'build even when nothing changed')
    .action(
      run(async (action: string, options: never) => (await import('./commands/image.ts')).image(io, action, options)),
    );

  verb('engine <action>', 'start, stop or status of a private engine').action(
    run(async (action: string, options: never) => (await import('./commands/engine.ts')).engine(io, action, options)),
  );

  program
    .command('completion <shell>')
    .description('completion script for bash or zsh')
    .action(run(async (shell: string) => (await import('./commands/completion.ts')).completion(io, shell)));

  program
    .command('__complete [words...]', { hidden: true })
    .passThroughOptions()
    .allowUnknownOption()
    .action(
      run(async (words: string[]) => (await import('./commands/completion.ts')).complete(io, verbsOf(program), words)),
    );

  return program;
}

export const verbsOf = (program: Command): VerbWords[] =>
  program.commands
    .filter((command) => !command.name().startsWith('__'))
    .map((command) => ({
      name: command.name(),
      arguments: command.registeredArguments.map((argument) => argument.name()),
      options: command.options.map((option) => option.long ?? option.short ?? ''),
      valued: command.options
        .filter(({ required, optional }) => required || optional)
        .flatMap(({ long, short }) => [long ?? [], short ?? []].flat()),
    }));
