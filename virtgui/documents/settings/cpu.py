"""The processors of a domain: their number, model and layout."""

from virtgui.documents.properties import XmlView, children, integer, on_off, text, yes_no


class VcpuElement(XmlView):
    """One processor of a domain whose processors are told one by one."""

    __slots__ = ()

    id = integer("@id")
    enabled = yes_no("@enabled")
    hotpluggable = yes_no("@hotpluggable")
    order = integer("@order")


class CpuFeature(XmlView):
    """A feature of the processor model that is asked for or refused."""

    __slots__ = ()

    name = text("@name")
    policy = text("@policy")


class CpuView(XmlView):
    """The processors of a domain (formatdomain, "CPU Allocation", "CPU model and topology")."""

    __slots__ = ()

    most = integer("vcpu")
    current = integer("vcpu/@current")
    placement = text("vcpu/@placement")
    cpuset = text("vcpu/@cpuset")
    vcpus = children("vcpus/vcpu", VcpuElement)
    mode = text("cpu/@mode")
    match = text("cpu/@match")
    check = text("cpu/@check")
    migratable = on_off("cpu/@migratable")
    model = text("cpu/model")
    fallback = text("cpu/model/@fallback")
    vendor_id = text("cpu/model/@vendor_id")
    vendor = text("cpu/vendor")
    sockets = integer("cpu/topology/@sockets")
    dies = integer("cpu/topology/@dies")
    clusters = integer("cpu/topology/@clusters")
    cores = integer("cpu/topology/@cores")
    threads = integer("cpu/topology/@threads")
    features = children("cpu/feature", CpuFeature)
    cache_level = integer("cpu/cache/@level")
    cache_mode = text("cpu/cache/@mode")
    address_mode = text("cpu/maxphysaddr/@mode")
    address_bits = integer("cpu/maxphysaddr/@bits")
    address_limit = integer("cpu/maxphysaddr/@limit")

    @property
    def mode_in_force(self) -> str:
        """The mode; a model without a mode is a custom one, as libvirt takes it."""
        return self.mode or ("custom" if self.model else "")

    def set_mode(self, mode: str) -> None:
        """Change the mode; what only another mode can have is taken away."""
        if mode == self.mode_in_force:
            return
        model = type(self).model
        if mode != "custom":
            model.path.remove(self.element)
            self.vendor = ""
        for name in ("match", "check"):
            setattr(self, name, "")
        if mode not in ("host-passthrough", "maximum"):
            self.migratable = None
        self.mode = mode

    @property
    def topology(self) -> int | None:
        """How many processors the layout has; None where none is given."""
        told = (self.sockets, self.dies, self.clusters, self.cores, self.threads)
        if all(each is None for each in told):
            return None
        product = 1
        for each in told:
            product *= 1 if each is None else each
        return product
