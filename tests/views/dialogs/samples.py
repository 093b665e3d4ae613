"""Values and a backend that only writes down what it is asked for."""

from virtgui.bridge.dispatcher import Dispatcher
from virtgui.bridge.feed import Feed
from virtgui.core.changes import ChangeSet
from virtgui.core.errors import ErrorInfo, ErrorKind, Remedy
from virtgui.core.messages import Answer, EventHappened, StatusChanged, TaskChanged
from virtgui.core.ops import domain as ops
from virtgui.core.refs import ConnectionId, domain_ref
from virtgui.core.values.connection import ConnectionSpec, ConnectionState, ConnectionStatus
from virtgui.core.values.domain import Domain, DomainState
from virtgui.core.values.domain_config import DomainConfig
from virtgui.core.values.task import Task, TaskState

KVM = ConnectionId("kvm-02")
URI = "qemu+ssh://ops@kvm-02/system"
NOW = 1_700_000_000.0
IN_USE = ErrorInfo(
    ErrorKind.CONFLICT, Remedy.STOP_OTHER_USER, "ci-02.qcow2 is in use by ci-runner-01", 55, 10
)


def ref(name):
    return domain_ref(KVM, f"uuid-{name}")


def make_config(name, **values):
    base = {
        "uuid": f"uuid-{name}", "name": name, "title": "", "description": "", "notes": "",
        "tags": (), "group": "", "os_id": "", "os_label": "", "virt_type": "kvm",
        "os_type": "hvm", "arch": "x86_64", "machine": "q35", "firmware": "bios",
        "vcpus_current": 1, "vcpus_max": 1, "memory_kib": 1, "max_memory_kib": 1,
        "cpu_mode": "", "disks": (), "interfaces": (), "graphics": (), "has_tpm": False,
        "nvram": "", "hostdevs": 0, "has_agent_channel": False, "agent_connected": None,
        "has_numa": False, "has_pinning": False, "digest": "",
    }  # fmt: skip
    return DomainConfig(**{**base, **values})


def make_domain(name, state=DomainState.SHUTOFF, *, config=None, **values):
    config = make_config(name, **(config or {}))
    return Domain(ref(name), name, state, config=config, **values)


def make_status(state=ConnectionState.CONNECTED, **values):
    return ConnectionStatus(ConnectionSpec(KVM, URI, "kvm-02"), state, **values)


def make_task(number, state=TaskState.RUNNING, operation=None, name="web-01", **values):
    operation = operation or ops.StartDomain(ref=ref(name))
    values.setdefault("submitted_at", NOW - 60)
    return Task(number, operation, name, "kvm-02", URI, state, **values)


def done_task(number, ended=NOW - 30, **values):
    values.setdefault("started_at", ended - 4.2)
    return make_task(number, TaskState.DONE, ended_at=ended, **values)


def failed_task(number, ended=NOW - 120, error=IN_USE, **values):
    return make_task(
        number, TaskState.FAILED, started_at=ended - 1, ended_at=ended, error=error, **values
    )


class RecordingBackend:
    """Implements the port; nothing happens."""

    def __init__(self):
        self.submitted, self.cancelled, self.asked = [], [], {}
        self.replies, self.diagnosed, self.stopped, self.updated = [], {}, [], []
        self.connected, self.disconnected, self.forgotten = [], [], []
        self.rules = ()
        self._ids = iter(range(1, 10_000))

    def connect(self, spec):
        self.connected.append(spec)

    def disconnect(self, connection):
        self.disconnected.append(connection)

    def forget(self, connection, *, secrets=False):
        self.forgotten.append((connection, secrets))

    def submit(self, operation, name, batch):
        self.submitted.append((operation, name))
        return next(self._ids)

    def cancel(self, task):
        self.cancelled.append(task)

    def ask(self, query):
        number = next(self._ids)
        self.asked[number] = query
        return number

    def reply(self, prompt, reply):
        self.replies.append((prompt, reply))

    def diagnose(self, spec):
        number = next(self._ids)
        self.diagnosed[number] = spec
        return number

    def stop_diagnosis(self, diagnosis):
        self.stopped.append(diagnosis)

    def update(self, spec):
        self.updated.append(spec)

    def set_rules(self, rules):
        self.rules = rules


class World:
    """A feed, a dispatcher on a recording backend, and short ways to feed them."""

    def __init__(self):
        self.feed = Feed()
        self.backend = RecordingBackend()
        self.dispatcher = Dispatcher(self.backend, self.feed)

    def post(self, *messages):
        for message in messages:
            self.feed.post(message)
        self.feed.deliver()

    def tasks(self, *tasks):
        self.post(*(TaskChanged(task) for task in tasks))

    def events(self, *events):
        self.post(*(EventHappened(event) for event in events))

    def status(self, *args, **values):
        self.post(StatusChanged(make_status(*args, **values)))

    def domains(self, *domains):
        self.post(ChangeSet(KVM, domains))

    def answer(self, value=None, error=None, place=0):
        """Answer the question of that place, counted in the order of asking."""
        number = list(self.backend.asked)[place]
        self.post(Answer(number, value, error))
