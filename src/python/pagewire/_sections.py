# SPDX-License-Identifier: GPL-2.0-only
# Made by tools/option-modules.py from the table of options: change that, not this.
"""The sections of a scenario, with every option as an attribute."""

from __future__ import annotations

from pagewire._words import (
    AccessQueueDiscipline,
    BrowserCache,
    BrowserCachePartition,
    BrowserH3Known,
    BrowserProtocol,
    BrowserReload,
    BrowserTls,
    BrowserWaitingRequests,
    CatalogueLifetimeBy,
    CatalogueValidators,
    FaultKind,
    ForwardProxyMemoryPolicy,
    ForwardProxyRangeFill,
    ForwardProxyTunnelProtocol,
    OriginEtags,
    OriginUpdates,
    QuicCongestionControl,
    QuicVersion,
    ReverseProxyBalance,
    ReverseProxyForwarded,
    ReverseProxyHashKey,
    SocksProxyVersion,
    TcpCongestionControl,
    TcpSlowStartExit,
    WorkloadKind,
    WorkloadLevel,
    WorkloadWay,
)
from pagewire.sections import (
    Bytes,
    Choice,
    Count,
    Duration,
    File,
    Holder,
    Measure,
    Number,
    Numbers,
    Part,
    Section,
    Switch,
    Text,
)


class PageSection(Section, section="page"):
    file = File("page.file")


class BrowserSection(Section, section="browser"):
    protocol = Choice[BrowserProtocol]("browser.protocol")
    tls = Choice[BrowserTls]("browser.tls")
    connections_per_host = Count("browser.connections-per-host")
    pipeline_depth = Count("browser.pipeline-depth")
    requests_per_connection = Count("browser.requests-per-connection")
    waiting_requests = Choice[BrowserWaitingRequests]("browser.waiting-requests")
    keep_alive = Duration("browser.keep-alive")
    coalesce = Switch("browser.coalesce")
    attempts = Count("browser.attempts")
    resume_downloads = Switch("browser.resume-downloads")
    silence = Duration("browser.silence")
    h3_known = Choice[BrowserH3Known]("browser.h3-known")
    h3_fallback = Switch("browser.h3-fallback")
    h3_head_start = Duration("browser.h3-head-start")
    resume_tls = Switch("browser.resume-tls")
    deadline = Duration("browser.deadline")
    cache = Choice[BrowserCache]("browser.cache")
    memory_cache = Bytes("browser.memory-cache")
    disk_cache = Bytes("browser.disk-cache")
    memory_latency = Duration("browser.memory-latency")
    disk_latency = Duration("browser.disk-latency")
    cache_partition = Choice[BrowserCachePartition]("browser.cache-partition")
    clock_skew = Text("browser.clock-skew")
    reload = Choice[BrowserReload]("browser.reload")
    visits = Text("browser.visits")
    visit_pause = Duration("browser.visit-pause")
    proxy = Text("browser.proxy")
    proxy_bypass = Text("browser.proxy-bypass")
    connections_per_proxy = Count("browser.connections-per-proxy")


class OriginSection(Section, section="origin"):
    think_time = Duration("origin.think-time")
    think_scale = Number("origin.think-scale")
    keep_alive = Duration("origin.keep-alive")
    alt_svc = Switch("origin.alt-svc")
    max_requests = Count("origin.max-requests")
    servers = Count("origin.servers")
    workers = Count("origin.workers")
    slow_server = Number("origin.slow-server")
    cache_control = Text("origin.cache-control")
    default_cache_control = Text("origin.default-cache-control")
    etags = Choice[OriginEtags]("origin.etags")
    last_modified = Switch("origin.last-modified")
    clock_skew = Duration("origin.clock-skew")
    update_interval = Duration("origin.update-interval")
    updates = Choice[OriginUpdates]("origin.updates")
    unsafe_updates = Switch("origin.unsafe-updates")


class PathSection(Section, section="path"):
    via = Text("path.via")


class ForwardProxySection(Section, section="forward-proxy"):
    tunnel_protocol = Choice[ForwardProxyTunnelProtocol]("forward-proxy.tunnel-protocol")
    upstream_protocol = Choice[ForwardProxyTunnelProtocol]("forward-proxy.upstream-protocol")
    tls = Choice[BrowserTls]("forward-proxy.tls")
    ports = Numbers("forward-proxy.ports")
    require_tls = Switch("forward-proxy.require-tls")
    allow = Text("forward-proxy.allow")
    deny = Text("forward-proxy.deny")
    login = Text("forward-proxy.login")
    request_rules = Text("forward-proxy.request-rules")
    response_rules = Text("forward-proxy.response-rules")
    cache = Switch("forward-proxy.cache")
    memory_capacity = Bytes("forward-proxy.memory-capacity")
    disk_capacity = Bytes("forward-proxy.disk-capacity")
    memory_latency = Duration("forward-proxy.memory-latency")
    disk_latency = Duration("forward-proxy.disk-latency")
    memory_policy = Choice[ForwardProxyMemoryPolicy]("forward-proxy.memory-policy")
    disk_policy = Choice[ForwardProxyMemoryPolicy]("forward-proxy.disk-policy")
    object_limit = Bytes("forward-proxy.object-limit")
    heuristic_fraction = Measure("forward-proxy.heuristic-fraction")
    lifetime_override = Duration("forward-proxy.lifetime-override")
    negative_lifetime = Duration("forward-proxy.negative-lifetime")
    stale_while_revalidate = Duration("forward-proxy.stale-while-revalidate")
    stale_if_error = Duration("forward-proxy.stale-if-error")
    heed_requests = Switch("forward-proxy.heed-requests")
    collapse = Switch("forward-proxy.collapse")
    collapse_timeout = Duration("forward-proxy.collapse-timeout")
    range_fill = Choice[ForwardProxyRangeFill]("forward-proxy.range-fill")
    cache_status = Switch("forward-proxy.cache-status")
    clock_skew = Duration("forward-proxy.clock-skew")


class SocksProxySection(Section, section="socks-proxy"):
    version = Choice[SocksProxyVersion]("socks-proxy.version")
    udp = Switch("socks-proxy.udp")
    login = Text("socks-proxy.login")


class ReverseProxySection(Section, section="reverse-proxy"):
    upstream_protocol = Choice[ForwardProxyTunnelProtocol]("reverse-proxy.upstream-protocol")
    upstream_tls = Choice[BrowserTls]("reverse-proxy.upstream-tls")
    balance = Choice[ReverseProxyBalance]("reverse-proxy.balance")
    hash_key = Choice[ReverseProxyHashKey]("reverse-proxy.hash-key")
    connections = Count("reverse-proxy.connections")
    attempts = Count("reverse-proxy.attempts")
    buffer_requests = Switch("reverse-proxy.buffer-requests")
    buffer_responses = Switch("reverse-proxy.buffer-responses")
    pass_upgrade = Switch("reverse-proxy.pass-upgrade")
    forwarded = Choice[ReverseProxyForwarded]("reverse-proxy.forwarded")
    request_rules = Text("reverse-proxy.request-rules")
    response_rules = Text("reverse-proxy.response-rules")
    connect_timeout = Duration("reverse-proxy.connect-timeout")
    read_timeout = Duration("reverse-proxy.read-timeout")
    max_fails = Count("reverse-proxy.max-fails")
    fail_timeout = Duration("reverse-proxy.fail-timeout")
    cache = Switch("reverse-proxy.cache")
    memory_capacity = Bytes("reverse-proxy.memory-capacity")
    disk_capacity = Bytes("reverse-proxy.disk-capacity")
    memory_latency = Duration("reverse-proxy.memory-latency")
    disk_latency = Duration("reverse-proxy.disk-latency")
    memory_policy = Choice[ForwardProxyMemoryPolicy]("reverse-proxy.memory-policy")
    disk_policy = Choice[ForwardProxyMemoryPolicy]("reverse-proxy.disk-policy")
    object_limit = Bytes("reverse-proxy.object-limit")
    heuristic_fraction = Measure("reverse-proxy.heuristic-fraction")
    lifetime_override = Duration("reverse-proxy.lifetime-override")
    negative_lifetime = Duration("reverse-proxy.negative-lifetime")
    stale_while_revalidate = Duration("reverse-proxy.stale-while-revalidate")
    stale_if_error = Duration("reverse-proxy.stale-if-error")
    heed_requests = Switch("reverse-proxy.heed-requests")
    collapse = Switch("reverse-proxy.collapse")
    collapse_timeout = Duration("reverse-proxy.collapse-timeout")
    range_fill = Choice[ForwardProxyRangeFill]("reverse-proxy.range-fill")
    cache_status = Switch("reverse-proxy.cache-status")
    clock_skew = Duration("reverse-proxy.clock-skew")


class CdnCacheSection(Section, section="cdn-cache"):
    upstream_protocol = Choice[ForwardProxyTunnelProtocol]("cdn-cache.upstream-protocol")
    upstream_tls = Choice[BrowserTls]("cdn-cache.upstream-tls")
    balance = Choice[ReverseProxyBalance]("cdn-cache.balance")
    hash_key = Choice[ReverseProxyHashKey]("cdn-cache.hash-key")
    connections = Count("cdn-cache.connections")
    attempts = Count("cdn-cache.attempts")
    buffer_requests = Switch("cdn-cache.buffer-requests")
    buffer_responses = Switch("cdn-cache.buffer-responses")
    pass_upgrade = Switch("cdn-cache.pass-upgrade")
    forwarded = Choice[ReverseProxyForwarded]("cdn-cache.forwarded")
    request_rules = Text("cdn-cache.request-rules")
    response_rules = Text("cdn-cache.response-rules")
    connect_timeout = Duration("cdn-cache.connect-timeout")
    read_timeout = Duration("cdn-cache.read-timeout")
    max_fails = Count("cdn-cache.max-fails")
    fail_timeout = Duration("cdn-cache.fail-timeout")
    cache = Switch("cdn-cache.cache")
    memory_capacity = Bytes("cdn-cache.memory-capacity")
    disk_capacity = Bytes("cdn-cache.disk-capacity")
    memory_latency = Duration("cdn-cache.memory-latency")
    disk_latency = Duration("cdn-cache.disk-latency")
    memory_policy = Choice[ForwardProxyMemoryPolicy]("cdn-cache.memory-policy")
    disk_policy = Choice[ForwardProxyMemoryPolicy]("cdn-cache.disk-policy")
    object_limit = Bytes("cdn-cache.object-limit")
    heuristic_fraction = Measure("cdn-cache.heuristic-fraction")
    lifetime_override = Duration("cdn-cache.lifetime-override")
    negative_lifetime = Duration("cdn-cache.negative-lifetime")
    stale_while_revalidate = Duration("cdn-cache.stale-while-revalidate")
    stale_if_error = Duration("cdn-cache.stale-if-error")
    heed_requests = Switch("cdn-cache.heed-requests")
    collapse = Switch("cdn-cache.collapse")
    collapse_timeout = Duration("cdn-cache.collapse-timeout")
    range_fill = Choice[ForwardProxyRangeFill]("cdn-cache.range-fill")
    cache_status = Switch("cdn-cache.cache-status")
    clock_skew = Duration("cdn-cache.clock-skew")
    purge = Text("cdn-cache.purge")


class WorkloadSection(Section, section="workload"):
    kind = Choice[WorkloadKind]("workload.kind")
    way = Choice[WorkloadWay]("workload.way")
    poll_interval = Duration("workload.poll-interval")
    hold = Duration("workload.hold")
    messages = Count("workload.messages")
    gap = Duration("workload.gap")
    regular = Switch("workload.regular")
    size = Bytes("workload.size")
    clients = Count("workload.clients")
    deflate = Switch("workload.deflate")
    level = Choice[WorkloadLevel]("workload.level")
    requests = Count("workload.requests")
    think_time = Duration("workload.think-time")
    zipf = Number("workload.zipf")
    drift = Duration("workload.drift")
    log = File("workload.log")
    user_agents = Count("workload.user-agents")
    encodings = Count("workload.encodings")
    bin = Duration("workload.bin")


class CatalogueSection(Section, section="catalogue"):
    objects = Count("catalogue.objects")
    object_size = Bytes("catalogue.object-size")
    size_spread = Number("catalogue.size-spread")
    largest = Bytes("catalogue.largest")
    lifetime = Duration("catalogue.lifetime")
    lifetime_by = Choice[CatalogueLifetimeBy]("catalogue.lifetime-by")
    directives = Text("catalogue.directives")
    vary = Text("catalogue.vary")
    validators = Choice[CatalogueValidators]("catalogue.validators")
    private = Measure("catalogue.private")
    no_store = Measure("catalogue.no-store")
    no_validator = Measure("catalogue.no-validator")


class CdnSection(Section, section="cdn"):
    tiers = Count("cdn.tiers")
    edges = Count("cdn.edges")


class FaultSection(Section, section="fault"):
    kind = Choice[FaultKind]("fault.kind")
    node = Text("fault.node")
    at = Duration("fault.at")
    time = Duration("fault.time")
    request = Count("fault.request")
    bytes = Bytes("fault.bytes")
    probability = Measure("fault.probability")


class RecordSection(Section, section="record"):
    hops = Switch("record.hops")
    states = Switch("record.states")
    cache = Switch("record.cache")
    windows = Switch("record.windows")
    queues = Switch("record.queues")


class TcpSection(Section, section="tcp"):
    congestion_control = Choice[TcpCongestionControl]("tcp.congestion-control")
    slow_start_exit = Choice[TcpSlowStartExit]("tcp.slow-start-exit")
    linux_cubic = Switch("tcp.linux-cubic")
    initial_window = Count("tcp.initial-window")
    mss = Bytes("tcp.mss")
    min_rto = Duration("tcp.min-rto")
    initial_rto = Duration("tcp.initial-rto")
    delayed_ack = Duration("tcp.delayed-ack")
    max_delayed_ack = Duration("tcp.max-delayed-ack")
    quick_acks = Count("tcp.quick-acks")
    sack_compression = Switch("tcp.sack-compression")
    tail_loss_probe = Switch("tcp.tail-loss-probe")
    frto = Switch("tcp.frto")
    sack = Switch("tcp.sack")
    timestamps = Switch("tcp.timestamps")
    no_delay = Switch("tcp.no-delay")
    slow_start_after_idle = Switch("tcp.slow-start-after-idle")
    send_buffer = Bytes("tcp.send-buffer")
    initial_send_buffer = Bytes("tcp.initial-send-buffer")
    receive_buffer = Bytes("tcp.receive-buffer")
    initial_receive_buffer = Bytes("tcp.initial-receive-buffer")
    syn_retries = Count("tcp.syn-retries")
    syn_linear_timeouts = Count("tcp.syn-linear-timeouts")
    data_retries = Count("tcp.data-retries")
    time_wait = Duration("tcp.time-wait")
    keep_alive_time = Duration("tcp.keep-alive-time")
    keep_alive_interval = Duration("tcp.keep-alive-interval")
    keep_alive_probes = Count("tcp.keep-alive-probes")


class TlsSection(Section, section="tls"):
    record_size = Bytes("tls.record-size")
    chain = Bytes("tls.chain")
    resume = Switch("tls.resume")
    tickets = Count("tls.tickets")
    hello_retry = Switch("tls.hello-retry")
    false_start = Switch("tls.false-start")


class H1Section(Section, section="h1"):
    max_header = Bytes("h1.max-header")
    body_window = Bytes("h1.body-window")


class H2Section(Section, section="h2"):
    header_table_size = Bytes("h2.header-table-size")
    index_responses = Switch("h2.index-responses")
    push = Switch("h2.push")
    max_concurrent_streams = Count("h2.max-concurrent-streams")
    initial_window_size = Bytes("h2.initial-window-size")
    connection_window = Bytes("h2.connection-window")
    max_frame_size = Bytes("h2.max-frame-size")
    priorities = Switch("h2.priorities")
    separate_requests = Switch("h2.separate-requests")
    send_ahead = Bytes("h2.send-ahead")


class QuicSection(Section, section="quic"):
    congestion_control = Choice[QuicCongestionControl]("quic.congestion-control")
    initial_rtt = Duration("quic.initial-rtt")
    ack_delay = Duration("quic.ack-delay")
    ack_threshold = Count("quic.ack-threshold")
    max_udp_payload = Bytes("quic.max-udp-payload")
    pmtud = Switch("quic.pmtud")
    ecn = Switch("quic.ecn")
    stream_window = Bytes("quic.stream-window")
    connection_window = Bytes("quic.connection-window")
    max_streams = Count("quic.max-streams")
    idle_timeout = Duration("quic.idle-timeout")
    handshake_timeout = Duration("quic.handshake-timeout")
    early_data = Switch("quic.early-data")
    remember_rtt = Switch("quic.remember-rtt")
    tokens = Switch("quic.tokens")
    retry = Switch("quic.retry")
    stateless_reset = Switch("quic.stateless-reset")
    version = Choice[QuicVersion]("quic.version")
    key_update = Duration("quic.key-update")
    connection_id_length = Bytes("quic.connection-id-length")


class H3Section(Section, section="h3"):
    qpack_table = Bytes("h3.qpack-table")
    qpack_blocked_streams = Count("h3.qpack-blocked-streams")
    priorities = Switch("h3.priorities")


class AccessSection(Section, section="access"):
    rate = Measure("access.rate")
    trace = File("access.trace")
    rate_up = Measure("access.rate-up")
    delay = Duration("access.delay")
    trace_up = File("access.trace-up")
    mtu = Bytes("access.mtu")
    queue = Measure("access.queue")
    queue_up = Measure("access.queue-up")
    queue_discipline = Choice[AccessQueueDiscipline]("access.queue-discipline")
    loss = Measure("access.loss")
    loss_up = Measure("access.loss-up")
    burst = Number("access.burst")
    drop = Numbers("access.drop")
    drop_up = Numbers("access.drop-up")
    block_udp = Switch("access.block-udp")
    jitter = Duration("access.jitter")
    reorder = Measure("access.reorder")
    reorder_delay = Duration("access.reorder-delay")


class MiddleSection(Section, section="middle"):
    rate = Measure("middle.rate")
    trace = File("middle.trace")
    rate_up = Measure("middle.rate-up")
    delay = Duration("middle.delay")
    trace_up = File("middle.trace-up")
    mtu = Bytes("middle.mtu")
    queue = Measure("middle.queue")
    queue_up = Measure("middle.queue-up")
    queue_discipline = Choice[AccessQueueDiscipline]("middle.queue-discipline")
    loss = Measure("middle.loss")
    loss_up = Measure("middle.loss-up")
    burst = Number("middle.burst")
    drop = Numbers("middle.drop")
    drop_up = Numbers("middle.drop-up")
    block_udp = Switch("middle.block-udp")
    jitter = Duration("middle.jitter")
    reorder = Measure("middle.reorder")
    reorder_delay = Duration("middle.reorder-delay")


class BackboneSection(Section, section="backbone"):
    rate = Measure("backbone.rate")
    trace = File("backbone.trace")
    rate_up = Measure("backbone.rate-up")
    delay = Duration("backbone.delay")
    trace_up = File("backbone.trace-up")
    mtu = Bytes("backbone.mtu")
    queue = Measure("backbone.queue")
    queue_up = Measure("backbone.queue-up")
    queue_discipline = Choice[AccessQueueDiscipline]("backbone.queue-discipline")
    loss = Measure("backbone.loss")
    loss_up = Measure("backbone.loss-up")
    burst = Number("backbone.burst")
    drop = Numbers("backbone.drop")
    drop_up = Numbers("backbone.drop-up")
    block_udp = Switch("backbone.block-udp")
    jitter = Duration("backbone.jitter")
    reorder = Measure("backbone.reorder")
    reorder_delay = Duration("backbone.reorder-delay")


class SecondSection(Section, section="second"):
    rate = Measure("second.rate")
    trace = File("second.trace")
    rate_up = Measure("second.rate-up")
    delay = Duration("second.delay")
    trace_up = File("second.trace-up")
    mtu = Bytes("second.mtu")
    queue = Measure("second.queue")
    queue_up = Measure("second.queue-up")
    queue_discipline = Choice[AccessQueueDiscipline]("second.queue-discipline")
    loss = Measure("second.loss")
    loss_up = Measure("second.loss-up")
    burst = Number("second.burst")
    drop = Numbers("second.drop")
    drop_up = Numbers("second.drop-up")
    block_udp = Switch("second.block-udp")
    jitter = Duration("second.jitter")
    reorder = Measure("second.reorder")
    reorder_delay = Duration("second.reorder-delay")


class HandoverSection(Section, section="handover"):
    at = Duration("handover.at")
    overlap = Duration("handover.overlap")


class Options(Holder):
    """Every option of a scenario: those of the head, and the sections."""

    title = Text("title")
    repeat = Count("repeat")
    seed = Count("seed")
    first_run = Count("first-run")
    page = Part(PageSection)
    browser = Part(BrowserSection)
    origin = Part(OriginSection)
    path = Part(PathSection)
    forward_proxy = Part(ForwardProxySection)
    socks_proxy = Part(SocksProxySection)
    reverse_proxy = Part(ReverseProxySection)
    cdn_cache = Part(CdnCacheSection)
    workload = Part(WorkloadSection)
    catalogue = Part(CatalogueSection)
    cdn = Part(CdnSection)
    fault = Part(FaultSection)
    record = Part(RecordSection)
    tcp = Part(TcpSection)
    tls = Part(TlsSection)
    h1 = Part(H1Section)
    h2 = Part(H2Section)
    quic = Part(QuicSection)
    h3 = Part(H3Section)
    access = Part(AccessSection)
    middle = Part(MiddleSection)
    backbone = Part(BackboneSection)
    second = Part(SecondSection)
    handover = Part(HandoverSection)
