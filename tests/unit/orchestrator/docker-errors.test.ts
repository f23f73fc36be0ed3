import { expect } from 'chai';
import { Interrupted, LabError } from '../../../src/util/errors.ts';
import { translate } from '../../../src/orchestrator/docker-errors.ts';

describe('errors of the engine', () => {
  const table = [
    {
      description: 'a missing socket',
      error: { code: 'ENOENT', message: 'connect ENOENT /x.sock' },
      code: 'ENGINE_UNREACHABLE',
    },
    {
      description: 'a socket that nobody listens on',
      error: { code: 'ECONNREFUSED', message: 'x' },
      code: 'ENGINE_UNREACHABLE',
    },
    {
      description: 'an engine that dies in the middle',
      error: { message: 'socket hang up' },
      code: 'ENGINE_UNREACHABLE',
    },
    { description: 'a socket of somebody else', error: { code: 'EACCES', message: 'x' }, code: 'ENGINE_REFUSED' },
    {
      description: 'an authorization plugin',
      error: { statusCode: 403, json: { message: 'denied' } },
      code: 'ENGINE_REFUSED',
    },
    {
      description: "runc's refusal (Docker)",
      error: {
        statusCode: 500,
        json: { message: 'failed to create shim task: OCI runtime create failed: runc create failed' },
      },
      code: 'ENGINE_REFUSED',
    },
    {
      description: "crun's refusal (Podman)",
      error: {
        statusCode: 500,
        json: {
          message: 'crun: cgroups in hybrid mode not supported, drop all controllers from cgroupv2: OCI runtime error',
        },
      },
      code: 'ENGINE_REFUSED',
    },
    {
      description: 'a full disk',
      error: { statusCode: 500, json: { message: 'write /x: no space left on device' } },
      code: 'DISK_FULL',
    },
    {
      description: 'a name that another command took',
      error: { statusCode: 409, json: { message: 'The container name "/x" is already in use' } },
      code: 'INSTANCE_BUSY',
    },
    {
      description: 'a stopped container',
      error: { statusCode: 409, json: { message: 'Container x is not running' } },
      code: 'NODE_NOT_RUNNING',
    },
    {
      description: 'a container that ended before a command in it began',
      error: { statusCode: 500, json: { message: 'Container x is not running: Exited (134) Less than a second ago' } },
      code: 'NODE_NOT_RUNNING',
    },
    {
      description: 'a removed container',
      error: { statusCode: 404, json: { message: 'No such container: x' } },
      code: 'NODE_NOT_RUNNING',
    },
  ];
  for (const { description, error, code } of table) {
    it(`${description} is ${code}, and says what was asked`, () => {
      const translated = translate(error, 'start the container x');
      expect(translated).to.be.instanceOf(LabError);
      expect((translated as LabError).code).to.equal(code);
      expect(translated.message).to.contain('start the container x');
      expect(translated.cause).to.equal(error);
    });
  }

  it('what is not known stays a bug of ours, with its cause', () => {
    const error = { statusCode: 500, json: { message: 'something new' } };
    const translated = translate(error, 'start the container x');
    expect(translated).to.not.be.instanceOf(LabError);
    expect(translated.message).to.equal('the engine could not start the container x: something new');
    expect(translated.cause).to.equal(error);
  });

  it('errors of ours pass through', () => {
    const mine = new LabError('NODE_UNKNOWN', 'x');
    const interrupted = new Interrupted('x');
    expect(translate(mine, 'y')).to.equal(mine);
    expect(translate(interrupted, 'y')).to.equal(interrupted);
  });
});
