#!/usr/bin/env python3
"""A fleet under kills: receivers and workers share a journal on PostgreSQL; each second a random process is killed and started
again, and every 6 s a worker is frozen for twice its lease. A tenth of the events comes twice, through different receivers.

Passes when no acknowledged event is missing, none is recorded twice, each is handled, none out of order within its call, and none
a third time. Needs Debian's postgresql.

usage: fleet.py [--chirp PATH] [--events N] [--rate N] [--no-chaos]
"""
import argparse, asyncio, json, os, random, re, shutil, signal, subprocess, sys, tempfile, time
import postgres, sender

args = argparse.ArgumentParser()
args.add_argument("--chirp", default="target/release/chirp")
args.add_argument("--events", type=int, default=1_000_000)
args.add_argument("--rate", type=int, default=2000)
args.add_argument("--lease", type=float, default=2)
args.add_argument("--no-chaos", action="store_true")
args = args.parse_args()
CALLS = 2000
home = tempfile.mkdtemp(prefix="chirp-fleet-", dir="/tmp")
server = postgres.Server("synchronous_commit = on").start()
chirp = os.path.abspath(args.chirp)
handled, order = {}, {}


class Handler(asyncio.Protocol):
    """Answers 200 and remembers which event came how often, and first when."""

    def connection_made(self, transport):
        self.transport, self.text = transport, b""

    def data_received(self, data):
        self.text += data
        while b"\r\n\r\n" in self.text:
            head, rest = self.text.split(b"\r\n\r\n", 1)
            length = int(re.search(rb"content-length: (\d+)", head.lower())[1])
            if len(rest) < length:
                return
            body, self.text = json.loads(rest[:length]), rest[length:]
            seq = int(re.search(rb"chirp-event-seq: (\d+)", head.lower())[1])
            event, call = body["eventId"], body["data"]["call"]["id"]
            handled[event] = handled.get(event, 0) + 1
            if handled[event] == 1:
                order.setdefault(call, []).append(seq)
            self.transport.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")


class Member:
    """A process of the fleet that is started again when it was killed."""

    def __init__(self, number, *words):
        self.home, self.words, self.port, self.frozen = f"{home}/{number}", words, None, False
        os.makedirs(self.home, exist_ok=True)

    def start(self):
        log = open(f"{self.home}/log", "ab")
        environment = sender.environment(self.home, CHIRP_JOURNAL=server.url())
        self.process = subprocess.Popen([chirp, *self.words, "--json"], env=environment, stdout=subprocess.PIPE, stderr=log)
        while line := self.process.stdout.readline():
            if b'"ready"' in line:
                url = json.loads(line).get("url")
                self.port = url and int(url.rsplit(":", 1)[1])
                os.set_blocking(self.process.stdout.fileno(), False)
                return
        raise SystemExit(f"{self.words[0]} did not start: " + open(f"{self.home}/log").read()[-500:])

    def drain(self):
        try:
            while self.process.stdout.read(1 << 20):
                pass
        except (BlockingIOError, TypeError):
            pass


async def post(ports, number, acknowledged):
    """As the service does: again, elsewhere, until somebody answers 200."""
    body = sender.event(number, CALLS)
    for attempt in range(200):
        port = ports[(number + attempt) % len(ports)].port
        try:
            reader, writer = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", port), 2)
            writer.write(b"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            answer = await asyncio.wait_for(reader.read(), 5)
            writer.close()
            if answer.startswith(b"HTTP/1.1 200"):
                acknowledged.add(f"evt_{number}")
                return
        except (OSError, asyncio.TimeoutError):
            pass
        await asyncio.sleep(0.05)
    print(f"evt_{number} was never acknowledged")


async def chaos(members, counts, done):
    workers, began, last_freeze = members[3:], time.time(), time.time()
    while not done.is_set():
        await asyncio.sleep(1)
        alive = [member for member in members if not member.frozen]
        victim = random.choice(alive)
        victim.process.kill()
        victim.process.wait()
        await asyncio.to_thread(victim.start)
        counts["killed"] += 1
        if time.time() - last_freeze >= 6:
            last_freeze, frozen = time.time(), random.choice(workers)
            frozen.frozen = True
            frozen.process.send_signal(signal.SIGSTOP)
            counts["frozen"] += 1

            async def thaw(member=frozen):
                await asyncio.sleep(2 * args.lease)
                member.process.send_signal(signal.SIGCONT)
                member.frozen = False
            asyncio.create_task(thaw())


async def main():
    target = await asyncio.get_running_loop().create_server(Handler, "127.0.0.1", 0)
    to = f"http://127.0.0.1:{target.sockets[0].getsockname()[1]}/"
    init = subprocess.run([chirp, "journal", "init"], env=sender.environment(home, CHIRP_JOURNAL=server.url()), capture_output=True)
    assert init.returncode == 0, init.stderr
    receivers = [Member(n, "listen", "--port", "0") for n in range(3)]
    workers = [Member(n, "work", "--forward-to", to, "--lease", f"{args.lease:g}s") for n in range(3, 6)]
    members = receivers + workers
    for member in members:
        await asyncio.to_thread(member.start)
    while int(server.ask("SELECT count(*) FROM chirp.leases WHERE until > now()")) < 64:
        await asyncio.sleep(0.1)
    acknowledged, counts, done = set(), {"killed": 0, "frozen": 0}, asyncio.Event()
    storm = None if args.no_chaos else asyncio.create_task(chaos(members, counts, done))
    began, tasks = time.time(), set()
    for number in range(args.events):
        due = began + number / args.rate
        if (pause := due - time.time()) > 0:
            await asyncio.sleep(pause)
        for again in range(2 if number % 10 == 0 else 1):
            task = asyncio.create_task(post(receivers[again:] + receivers[:again], number, acknowledged))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        while len(tasks) > 500:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if number % 1000 == 0:
            for member in members:
                member.drain()
    if tasks:
        await asyncio.wait(tasks)
    took = time.time() - began
    done.set()
    if storm:
        await storm
    await asyncio.sleep(2 * args.lease if not args.no_chaos else 0)
    caught_up = time.time()
    while time.time() - caught_up < 120:
        for member in members:
            member.drain()
        if len(handled) >= len(acknowledged):
            break
        await asyncio.sleep(0.2)
    await asyncio.sleep(2)
    rows = server.ask("SELECT event_id FROM chirp.entries WHERE type = 'event'").split("\n")
    missing, twice = len(acknowledged - set(rows)), len(rows) - len(set(rows))
    never = len(acknowledged - set(handled))
    disorder = sum(1 for seqs in order.values() for one, two in zip(seqs, seqs[1:]) if two < one)
    third, second = (sum(1 for count in handled.values() if test(count)) for test in (lambda n: n > 2, lambda n: n == 2))
    print(f"{args.events} events in {took:.0f} s ({args.events / took:.0f}/s), {counts['killed']} kills, {counts['frozen']} freezes; "
          f"caught up {time.time() - caught_up - 2:.1f} s later")
    print(f"acknowledged {len(acknowledged)}: missing {missing}, recorded twice {twice}, never handled {never}, out of order {disorder}, "
          f"handled a second time {second}, a third time {third}")
    for member in members:
        member.process.kill()
    return missing or twice or never or disorder or third or len(acknowledged) < args.events


try:
    failed = asyncio.run(main())
finally:
    server.remove()
    shutil.rmtree(home, ignore_errors=True)
sys.exit(1 if failed else 0)
