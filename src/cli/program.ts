/** Defines the verbs with their arguments and options. Their code is loaded only when they run, so that `lab --help` is fast. */
import { Command, Option } from 'commander';
import { VERSION } from '../util/version.ts';
import type { LabPlace } from '../lab/place.ts';
import type { InstanceOptions } from './arguments.ts';
import type { Io } from './io.ts';
import type { VerbWords } from './commands/completion.ts';

const collect = (value: string, previous: string[] = []): string[] => [...previous, ...value.split(',')];

const as = (command: Command): Command =>
  command.option('--as <name>', "name of the instance (default: the lab's name)");
const count = (command: Command): Command =>
  command.option('--count <number>', 'number of instances: NAME-1, NAME-2, …');
const kernel = (command: Command): Command =>
  command
    .option('--kernel <mode>', 'auto (default): nodes get a kernel of their own if the host lacks a feature; host; own')
    .option('--base <image>', 'base image, in case the node images must be built');
const variant = (command: Command): Command =>
  command.option('--variant <seed>', 'use other addresses, derived from this seed');
const to = (command: Command): Command => command.option('--to <step>', 'stop after this step');

/** @param onExit is called with the exit code of the verb */
export function makeProgram(io: Io, onExit: (code: number) => void): Command {
  const program = new Command('lab')
    .description('Real LVS networks in Docker containers, for learning and grading')
    .version(VERSION)
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      // run.ts prints the error in the common format.
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

  /** For verbs whose first argument may be a LAB: its place in place of the word. */
  const inLabOrNone = (call: (place: LabPlace | undefined, ...words: never[]) => Promise<number>) =>
    run(async (word: string | undefined, ...words: unknown[]) => {
      // commander passes arguments, then the options, then the command.
      const options = words.at(-2) as InstanceOptions;
      const { placeOf } = await import('./place.ts');
      return call(word === undefined ? undefined : await placeOf(io, word, options), ...(words as never[]));
    });
  const inLab = (call: (place: LabPlace, ...words: never[]) => Promise<number>) =>
    inLabOrNone((place, ...words) => call(place as LabPlace, ...words));

  verb('list', 'list labs and running instances').action(
    run(async (options: never) => (await import('./commands/list.ts')).list(io, options)),
  );

  variant(kernel(to(count(as(verb('start <lab>', 'start a lab: networks and nodes'))))))
    .option('--solve', 'run the reference solution as well')
    .option('--open', 'then serve the page of the instance, as `lab open` does')
    .action(inLab(async (lab, options: never) => (await import('./commands/start.ts')).start(io, lab, options)));

  as(verb('open <lab>', 'open the page of a lab in the browser, and start the lab if it does not run'))
    .option('--port <number>', 'port on 127.0.0.1 (default: a free one)')
    .option('--no-browser', 'only print the link')
    .action(inLab(async (lab, options: never) => (await import('./commands/open.ts')).open(io, lab, options)));

  verb('serve <class>', 'serve a class in the browser: each student has a link to labs of his own')
    .option('--links [file]', 'print the links of the students, or write them to this CSV file, and end')
    .option('--renew <id>', 'give these students other links; the old ones end', collect)
    .option('--withdraw <id>', 'take the links of these students away', collect)
    .action(
      run(async (file: string, options: never) => (await import('./commands/serve.ts')).serve(io, file, options)),
    );

  as(verb('status [lab]', 'show nodes, who holds the VIP, and which steps are done')).action(
    inLabOrNone(async (lab, options: never) => (await import('./commands/status.ts')).status(io, lab, options)),
  );

  variant(as(verb('guide <lab> [step]', 'print the guide, in Chinese or English'))).action(
    inLab(async (lab, step: string | undefined, options: never) =>
      (await import('./commands/guide.ts')).guide(io, lab, step, options),
    ),
  );

  to(as(verb('solve <lab>', 'run the reference solution'))).action(
    inLab(async (lab, options: never) => (await import('./commands/solve.ts')).solve(io, lab, options)),
  );

  as(verb('shell <lab> <node>', 'open a root shell on a node')).action(
    inLab(async (lab, node: string, options: never) =>
      (await import('./commands/shell.ts')).shell(io, lab, node, options),
    ),
  );

  as(verb('exec <lab> <node> [command...]', 'run a command on a node, with its exit status')).action(
    inLab(async (lab, node: string, command: string[], options: never) =>
      (await import('./commands/exec.ts')).exec(io, lab, node, command, options),
    ),
  );

  count(as(verb('check <lab>', 'check your work: exit status 0 if all checks pass, 1 if not')))
    .option('--only <check>', 'only this check and the checks it needs (repeatable, or separated by commas)', collect)
    .option('--reporter <name>', 'pretty, json, junit or html')
    .option('--timelines <folder>', 'draw measured failovers and request paths as SVG files in this folder')
    .option('--hints <level>', 'hint level: 0 none, 1 a question (default), 2 where to look, 3 the command')
    .action(inLab(async (lab, options: never) => (await import('./commands/check.ts')).check(io, lab, options)));

  as(verb('failover <lab>', 'break a director, measure the outage, and restore it'))
    .option('--trigger <name>', 'stop, kill, node, link, cable or pause (repeatable; default: all)', collect)
    .option('--times <number>', 'number of runs per trigger', '1')
    .action(inLab(async (lab, options: never) => (await import('./commands/failover.ts')).failover(io, lab, options)));

  as(verb('submit <lab>', 'pack your work into a file to hand in'))
    .requiredOption('-o, --output <file>', 'the file to write, NAME.tar.gz')
    .option('--name <name>', "the student's name (default: git's user.name, or the login)")
    .action(inLab(async (lab, options: never) => (await import('./commands/submit.ts')).submit(io, lab, options)));

  verb('grade <dir>', 'grade a folder of submissions, each in an instance of its own')
    .option('--lab <lab>', 'the lab, if the submissions do not name it')
    .option('--variant <seed>', 'variant to grade in, whatever submissions say; {name} is the name of the submission')
    .option('--workers <number>', 'submissions at a time (default: what processors and memory allow)')
    .option('--timeout <seconds>', 'time limit for the commands of a submission', '120')
    .option('-o, --output <dir>', 'folder for results and reports (default: DIR-graded)')
    .option('--reporter <name>', 'table, json, csv, junit or html')
    .option('--roster <file>', 'the students as CSV or XLSX (id, name, email, group), for tables and gradebooks')
    .action(run(async (dir: string, options: never) => (await import('./commands/grade.ts')).grade(io, dir, options)));

  variant(kernel(as(verb('reset <lab>', 'rebuild an instance from the start')))).action(
    inLab(async (lab, options: never) => (await import('./commands/reset.ts')).reset(io, lab, options)),
  );

  for (const name of ['break', 'repair'] as const) {
    const description = {
      break: 'inject a typical mistake into a solved lab',
      repair: 'undo an injected mistake',
    };
    as(verb(`${name} <lab> <fault>`, description[name])).action(
      inLab(async (lab, fault: string, options: never) =>
        (await import('./commands/fault.ts')).fault(io, name, lab, fault, options),
      ),
    );
  }

  verb('new <name>', 'make a lab of your own: a folder with a small lab that works')
    .option('--from <lab>', 'copy this lab in place of the small one')
    .action(run(async (name: string, options: never) => (await import('./commands/new.ts')).newOne(io, name, options)));

  variant(verb('selftest [labs...]', 'prove that labs can be solved and that every check can fail'))
    .option('--as <name>', 'instances are named NAME-LAB-NUMBER (default: selftest)')
    .option('--all', 'every lab')
    .option('--full', 'run every check after every fault and after every repair, also disruptive ones')
    .option('--short', 'only as many faults of each lab as show of every check that it can fail')
    .option('--strict', 'a check that no fault makes fail is an error, not a warning')
    .option('--reporter <name>', 'matrix or junit')
    .option('--workers <number>', 'instances at a time', '2')
    .action(
      run(async (labs: string[], options: never) =>
        (await import('./commands/selftest.ts')).selftest(io, labs, options),
      ),
    );

  count(as(verb('stop [lab]', 'stop and remove an instance')))
    .option('--all', 'all instances')
    .action(inLabOrNone(async (lab, options: never) => (await import('./commands/stop.ts')).stop(io, lab, options)));

  as(verb('capture <lab> [node] [interface]', 'capture packets, of one interface or of all, to a file for Wireshark'))
    .requiredOption('-o, --output <file>', 'the file, - for standard output')
    .option('--filter <expression>', 'a tcpdump filter, such as "port 80"')
    .option('--seconds <number>', 'stop after this time')
    .action(
      inLab(async (lab, node: string | undefined, device: string | undefined, options: never) =>
        node === undefined
          ? (await import('./commands/capture-all.ts')).captureAll(io, lab, options)
          : (await import('./commands/capture.ts')).capture(io, lab, node, device, options),
      ),
    );

  as(verb('story <lab>', 'send one request and tell its way, packet by packet and hop by hop'))
    .requiredOption('--from <node>', 'the node that asks')
    .option('--url <url>', 'what it asks for: http://192.168.0.240/')
    .option('--ping <address>', 'send an echo request instead')
    .option('-o, --output <file>', 'write it as one HTML file that plays it on the drawing of the network')
    .action(inLab(async (lab, options: never) => (await import('./commands/story.ts')).story(io, lab, options)));

  variant(as(verb('graph <lab>', 'draw the network')))
    .option('--format <format>', 'text, mermaid, dot or svg')
    .action(inLab(async (lab, options: never) => (await import('./commands/graph.ts')).graph(io, lab, options)));

  variant(verb('validate [files...]', 'check lab files, without an engine')).action(
    run(async (files: string[], options: never) =>
      (await import('./commands/validate.ts')).validate(io, files, options),
    ),
  );

  verb('doctor', 'show what this machine can do, and how to fix the rest').action(
    run(async (options: never) => (await import('./commands/doctor.ts')).doctor(io, options)),
  );

  verb('image <action>', 'build: build the node images')
    .option('--base <image>', 'a Debian 13 image that the engine has or can pull')
    .option('--force', 'build even if nothing changed')
    .action(
      run(async (action: string, options: never) => (await import('./commands/image.ts')).image(io, action, options)),
    );

  verb('engine <action>', 'start, stop or status: manage a private engine').action(
    run(async (action: string, options: never) => (await import('./commands/engine.ts')).engine(io, action, options)),
  );

  program
    .command('completion <shell>')
    .description('print a completion script for bash or zsh')
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
