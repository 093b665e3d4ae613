"""What a connection can do, as one closed list of names."""

from enum import Enum


class Feature(Enum):
    """One ability of a connection; present in its status when the driver has it."""

    EVENTS = "events"
    KEEPALIVE = "keepalive"
    BULK_STATS = "bulk_stats"
    NODE_STATS = "node_stats"
    DEFINE = "define"
    PAUSE = "pause"
    SHUTDOWN = "shutdown"
    SHUTDOWN_MODES = "shutdown_modes"
    REBOOT = "reboot"
    RESET = "reset"
    DESTROY_GRACEFUL = "destroy_graceful"
    MANAGED_SAVE = "managed_save"
    SAVE_FILE = "save_file"
    CORE_DUMP = "core_dump"
    NMI = "nmi"
    PM_SUSPEND = "pm_suspend"
    AUTOSTART = "autostart"
    RENAME = "rename"
    METADATA = "metadata"
    UNDEFINE_FLAGS = "undefine_flags"
    START_FLAGS = "start_flags"
    STORAGE = "storage"
    SNAPSHOTS = "snapshots"
    CHECKPOINTS = "checkpoints"
