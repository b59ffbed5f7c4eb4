// Runs commands of tests one after another in one process: starting Node and loading the modules takes ten times as
// long as most commands. Each gets the arguments, environment and folder of a process of its own, and its output and
// exit code are told as JSON. What runs is the built command, without the few lines of `src/cli.ts`.
import { createServer } from 'node:net';

const [socket, runner] = process.argv.slice(2);
let busy = false;

createServer({ allowHalfOpen: true }, (connection) => {
  connection.on('error', () => undefined); // the test ended without waiting for its answer
  let request = '';
  connection.setEncoding('utf8').on('data', (chunk) => (request += chunk));
  connection.on('end', async () => connection.end(JSON.stringify(busy ? null : await run(JSON.parse(request)))));
}).listen(socket);
process.on('disconnect', () => process.exit());

async function run({ args, env, cwd }) {
  busy = true;
  for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, env);
  process.chdir(cwd);
  process.exitCode = undefined;
  const stdout = capture(process.stdout);
  const stderr = capture(process.stderr);
  try {
    const { default: commands } = await import(runner);
    await commands.runCommand(args);
    return { code: process.exitCode ?? 0, stdout: stdout.printed(), stderr: stderr.printed() };
  } finally {
    stdout.end();
    stderr.end();
    busy = false;
  }
}

function capture(stream) {
  const write = stream.write;
  const chunks = [];
  stream.write = (chunk, encoding, done = encoding) => {
    chunks.push(Buffer.from(chunk, typeof encoding === 'string' ? encoding : 'utf8'));
    if (typeof done === 'function') process.nextTick(done);
    return true;
  };
  return {
    printed: () => Buffer.concat(chunks).toString('utf8'),
    end: () => {
      stream.write = write;
    },
  };
}
