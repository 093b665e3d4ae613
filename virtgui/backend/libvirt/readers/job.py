"""Progress of a domain's job. Lane threads only."""

import libvirt

from virtgui.core.values.task import Progress


def read_progress(domain: libvirt.virDomain) -> Progress | None:
    """How far the domain's job is; None when there is none or nothing is known yet."""
    try:
        figures = domain.jobStats()
    except libvirt.libvirtError:
        return None  # the job may just have ended with its domain; its own call tells how
    if not figures or figures.get("type", 0) in (
        libvirt.VIR_DOMAIN_JOB_NONE,
        libvirt.VIR_DOMAIN_JOB_COMPLETED,
    ):
        return None
    total = int(figures.get("data_total", 0))
    done = int(figures.get("data_processed", 0))
    rate = figures.get("memory_bps") or figures.get("disk_bps")
    left = int(figures.get("data_remaining", max(0, total - done)))
    return Progress(
        fraction=min(1.0, done / total) if total else None,
        done_bytes=done,
        total_bytes=total,
        rate=float(rate) if rate else None,
        remaining=left / rate if rate else None,
    )
