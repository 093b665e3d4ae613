<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name></name>
    <message numerus="yes">
        <location filename="../models/connection_texts.py" line="156"/>
        <source>%n connections</source>
        <translation>
            <numerusform>%n connection</numerusform>
            <numerusform>%n connections</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../models/connection_texts.py" line="158"/>
        <source>%n need an answer</source>
        <translation>
            <numerusform>%n needs an answer</numerusform>
            <numerusform>%n need an answer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../models/domain_words.py" line="113"/>
        <source>%n vCPUs</source>
        <translation>
            <numerusform>%n vCPU</numerusform>
            <numerusform>%n vCPUs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../models/group_facts.py" line="112"/>
        <location filename="../views/dialogs/confirm_words.py" line="234"/>
        <source>%n containers</source>
        <translation>
            <numerusform>%n container</numerusform>
            <numerusform>%n containers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../models/group_facts.py" line="113"/>
        <location filename="../views/dialogs/confirm_words.py" line="237"/>
        <source>%n virtual machines</source>
        <translation>
            <numerusform>%n virtual machine</numerusform>
            <numerusform>%n virtual machines</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../models/node_words.py" line="116"/>
        <source>%n CPUs</source>
        <translation>
            <numerusform>%n CPU</numerusform>
            <numerusform>%n CPUs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../models/node_words.py" line="129"/>
        <source>%n sockets</source>
        <translation>
            <numerusform>%n socket</numerusform>
            <numerusform>%n sockets</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../models/node_words.py" line="130"/>
        <source>%n cores</source>
        <translation>
            <numerusform>%n core</numerusform>
            <numerusform>%n cores</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../models/node_words.py" line="131"/>
        <source>%n threads</source>
        <translation>
            <numerusform>%n thread</numerusform>
            <numerusform>%n threads</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../views/dialogs/confirm_words.py" line="236"/>
        <source>%n machines and containers</source>
        <translation>
            <numerusform>%n machine or container</numerusform>
            <numerusform>%n machines and containers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../views/dialogs/delete_words.py" line="57"/>
        <source>{0} and %n more</source>
        <translation>
            <numerusform>{0} and %n more</numerusform>
            <numerusform>{0} and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../models/diff_lines.py" line="83"/>
        <source>%n equal line(s)</source>
        <translation>
            <numerusform>%n equal line</numerusform>
            <numerusform>%n equal lines</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../models/hardware/tab_state.py" line="98"/>
        <source>%n earlier change(s) wait for the next start.</source>
        <translation>
            <numerusform>%n earlier change waits for the next start.</numerusform>
            <numerusform>%n earlier changes wait for the next start.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../models/task_words.py" line="225"/>
        <location filename="../views/pages/hardware/change_bar.py" line="80"/>
        <source>%n change(s)</source>
        <translation>
            <numerusform>%n change</numerusform>
            <numerusform>%n changes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../views/pages/hardware/review_panel.py" line="375"/>
        <source>Review %n change(s)</source>
        <translation>
            <numerusform>Review %n change</numerusform>
            <numerusform>Review %n changes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../views/pages/hardware/review_panel.py" line="380"/>
        <location filename="../views/widgets/numa/proposal_panel.py" line="322"/>
        <source>Apply %n change(s)</source>
        <translation>
            <numerusform>Apply %n change</numerusform>
            <numerusform>Apply %n changes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../models/charts/chart_text.py" line="89"/>
        <source>%n gaps.</source>
        <translation>
            <numerusform>%n gap.</numerusform>
            <numerusform>%n gaps.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../models/charts/drawing.py" line="200"/>
        <source>%n others</source>
        <translation>
            <numerusform>%n other</numerusform>
            <numerusform>%n others</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../models/numa/advice.py" line="275"/>
        <source>%n CPU(s) of node {cell} are idle.</source>
        <translation>
            <numerusform>%n CPU of node {cell} is idle.</numerusform>
            <numerusform>%n CPUs of node {cell} are idle.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../models/numa/advice.py" line="281"/>
        <source>{count} vCPUs are bound to node {cell}, which has %n CPU(s): {names}.</source>
        <translation>
            <numerusform>{count} vCPUs are bound to node {cell}, which has %n CPU: {names}.</numerusform>
            <numerusform>{count} vCPUs are bound to node {cell}, which has %n CPUs: {names}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../models/numa/cells.py" line="364"/>
        <source>%n vCPU(s) pinned to it</source>
        <translation>
            <numerusform>%n vCPU pinned to it</numerusform>
            <numerusform>%n vCPUs pinned to it</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../models/numa/cells.py" line="366"/>
        <source>%n of them proposed</source>
        <translation>
            <numerusform>%n of them proposed</numerusform>
            <numerusform>%n of them proposed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../models/numa/propose.py" line="236"/>
        <source>Its %n vCPU(s) and {memory} fit whole into node {cells}, the least busy one then.</source>
        <translation>
            <numerusform>Its %n vCPU and {memory} fit whole into node {cells}, the least busy one then.</numerusform>
            <numerusform>Its %n vCPUs and {memory} fit whole into node {cells}, the least busy one then.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../models/numa/propose.py" line="242"/>
        <source>Its {memory} are on node {cells} already, and its %n vCPU(s) fit there.</source>
        <translation>
            <numerusform>Its {memory} are on node {cells} already, and its %n vCPU fit there.</numerusform>
            <numerusform>Its {memory} are on node {cells} already, and its %n vCPUs fit there.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../models/numa/words.py" line="123"/>
        <source>%n socket(s)</source>
        <translation>
            <numerusform>%n socket</numerusform>
            <numerusform>%n sockets</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../models/numa/words.py" line="125"/>
        <source>%n die(s)</source>
        <translation>
            <numerusform>%n die</numerusform>
            <numerusform>%n dies</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../models/numa/words.py" line="126"/>
        <source>%n core(s)</source>
        <translation>
            <numerusform>%n core</numerusform>
            <numerusform>%n cores</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../models/numa/words.py" line="127"/>
        <source>%n thread(s)</source>
        <translation>
            <numerusform>%n thread</numerusform>
            <numerusform>%n threads</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../views/widgets/numa/proposal_panel.py" line="318"/>
        <source>%n change(s) proposed</source>
        <translation>
            <numerusform>%n change proposed</numerusform>
            <numerusform>%n changes proposed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AlertNotices</name>
    <message numerus="yes">
        <location filename="../views/alert_notices.py" line="62"/>
        <source>%n limits are passed</source>
        <translation>
            <numerusform>%n limit is passed</numerusform>
            <numerusform>%n limits are passed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../views/alert_notices.py" line="75"/>
        <source>{0} and %n more</source>
        <translation>
            <numerusform>{0} and %n more</numerusform>
            <numerusform>{0} and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BannerStack</name>
    <message numerus="yes">
        <location filename="../views/widgets/banner.py" line="124"/>
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ComparePage</name>
    <message numerus="yes">
        <location filename="../views/pages/compare_page.py" line="206"/>
        <source>Compare %n machines</source>
        <translation>
            <numerusform>Compare %n machine</numerusform>
            <numerusform>Compare %n machines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ConnectionFiles</name>
    <message numerus="yes">
        <location filename="../views/connection_files.py" line="75"/>
        <source>%n connections imported</source>
        <translation>
            <numerusform>%n connection imported</numerusform>
            <numerusform>%n connections imported</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../views/connection_files.py" line="80"/>
        <source>%n connections exported to {0}</source>
        <translation>
            <numerusform>%n connection exported to {0}</numerusform>
            <numerusform>%n connections exported to {0}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ConnectionsPage</name>
    <message numerus="yes">
        <location filename="../views/pages/connections_page.py" line="175"/>
        <source>%n selected</source>
        <translation>
            <numerusform>%n selected</numerusform>
            <numerusform>%n selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DeleteDialog</name>
    <message numerus="yes">
        <location filename="../views/dialogs/delete.py" line="149"/>
        <source>%n of them run. Force them off first.</source>
        <translation>
            <numerusform>One of them runs. Force it off first.</numerusform>
            <numerusform>%n of them run. Force them off first.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DiffView</name>
    <message numerus="yes">
        <location filename="../views/widgets/diff_view.py" line="207"/>
        <source>%n line(s) added</source>
        <translation>
            <numerusform>%n line added</numerusform>
            <numerusform>%n lines added</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../views/widgets/diff_view.py" line="208"/>
        <source>%n line(s) removed</source>
        <translation>
            <numerusform>%n line removed</numerusform>
            <numerusform>%n lines removed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DomainListPage</name>
    <message numerus="yes">
        <location filename="../views/pages/domain_list_page.py" line="245"/>
        <source>%n on {0}</source>
        <translation>
            <numerusform>%n on {0}</numerusform>
            <numerusform>%n on {0}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../views/pages/domain_list_page.py" line="247"/>
        <source>%n virtual machines</source>
        <translation>
            <numerusform>%n virtual machine</numerusform>
            <numerusform>%n virtual machines</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../views/pages/domain_list_page.py" line="248"/>
        <source>%n running</source>
        <translation>
            <numerusform>%n running</numerusform>
            <numerusform>%n running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../views/pages/domain_list_page.py" line="255"/>
        <source>%n hosts</source>
        <translation>
            <numerusform>%n host</numerusform>
            <numerusform>%n hosts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../views/pages/domain_list_page.py" line="259"/>
        <source>%n need attention</source>
        <translation>
            <numerusform>%n needs attention</numerusform>
            <numerusform>%n need attention</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../views/pages/domain_list_page.py" line="264"/>
        <source>%n hosts do not answer</source>
        <translation>
            <numerusform>%n host does not answer</numerusform>
            <numerusform>%n hosts do not answer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../views/pages/domain_list_page.py" line="303"/>
        <source>%n selected</source>
        <translation>
            <numerusform>%n selected</numerusform>
            <numerusform>%n selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DomainOverview</name>
    <message numerus="yes">
        <location filename="../views/pages/domain_overview.py" line="387"/>
        <source>%n devices of the host</source>
        <translation>
            <numerusform>%n device of the host</numerusform>
            <numerusform>%n devices of the host</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DomainPart</name>
    <message numerus="yes">
        <location filename="../views/dialogs/delete_parts.py" line="186"/>
        <source>%n snapshots</source>
        <translation>
            <numerusform>%n snapshot</numerusform>
            <numerusform>%n snapshots</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../views/dialogs/delete_parts.py" line="187"/>
        <source>%n checkpoints</source>
        <translation>
            <numerusform>%n checkpoint</numerusform>
            <numerusform>%n checkpoints</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FaultDialog</name>
    <message numerus="yes">
        <location filename="../views/dialogs/fault.py" line="82"/>
        <source>%n of them so far.</source>
        <translation>
            <numerusform>%n of them so far.</numerusform>
            <numerusform>%n of them so far.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FoldedLine</name>
    <message numerus="yes">
        <location filename="../views/panes/pane_head.py" line="145"/>
        <source>%n need you</source>
        <translation>
            <numerusform>%n needs you</numerusform>
            <numerusform>%n need you</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ForgetDialog</name>
    <message numerus="yes">
        <location filename="../views/dialogs/forget_connection.py" line="34"/>
        <source>Forget %n connections?</source>
        <translation>
            <numerusform>Forget %n connection?</numerusform>
            <numerusform>Forget %n connections?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../views/dialogs/forget_connection.py" line="77"/>
        <source>Forget %n connections</source>
        <translation>
            <numerusform>Forget %n connection</numerusform>
            <numerusform>Forget %n connections</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../views/dialogs/forget_connection.py" line="99"/>
        <source>Also remove %n secrets from the key ring</source>
        <translation>
            <numerusform>Also remove %n secret from the key ring</numerusform>
            <numerusform>Also remove %n secrets from the key ring</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../views/dialogs/forget_connection.py" line="101"/>
        <source>Also remove %n secrets from the key ring ({0})</source>
        <translation>
            <numerusform>Also remove %n secret from the key ring ({0})</numerusform>
            <numerusform>Also remove %n secrets from the key ring ({0})</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>GuardMarks</name>
    <message numerus="yes">
        <location filename="../views/dialogs/guard_field.py" line="41"/>
        <source>%n hosts are guarded.</source>
        <translation>
            <numerusform>%n host is guarded.</numerusform>
            <numerusform>%n hosts are guarded.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HeatCard</name>
    <message numerus="yes">
        <location filename="../views/widgets/numa/map_view.py" line="62"/>
        <source>%n CPU(s)</source>
        <translation>
            <numerusform>%n CPU</numerusform>
            <numerusform>%n CPUs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message numerus="yes">
        <location filename="../views/dialogs/import_connections.py" line="173"/>
        <source>%n entries of {0} are no connections.</source>
        <translation>
            <numerusform>%n entry of {0} is no connection.</numerusform>
            <numerusform>%n entries of {0} are no connections.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../views/dialogs/import_connections.py" line="245"/>
        <source>Import %n connections</source>
        <translation>
            <numerusform>Import %n connection</numerusform>
            <numerusform>Import %n connections</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MachineList</name>
    <message numerus="yes">
        <location filename="../views/widgets/numa/machines.py" line="353"/>
        <source>Show %n more</source>
        <translation>
            <numerusform>Show %n more</numerusform>
            <numerusform>Show %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MergeDialog</name>
    <message numerus="yes">
        <location filename="../views/pages/hardware/merge_dialog.py" line="98"/>
        <source>%n thing(s) were changed by both. Choose which version counts.</source>
        <translation>
            <numerusform>%n thing was changed by both. Choose which version counts.</numerusform>
            <numerusform>%n things were changed by both. Choose which version counts.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NavigatorModel</name>
    <message numerus="yes">
        <location filename="../models/navigator.py" line="365"/>
        <source>%n beyond a limit: {0}</source>
        <translation>
            <numerusform>%n beyond a limit: {0}</numerusform>
            <numerusform>%n beyond a limit: {0}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../models/navigator.py" line="522"/>
        <source>%n virtual machines</source>
        <translation>
            <numerusform>%n virtual machine</numerusform>
            <numerusform>%n virtual machines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NodeOverview</name>
    <message numerus="yes">
        <location filename="../views/pages/node_overview.py" line="299"/>
        <source>of all %n CPUs</source>
        <translation>
            <numerusform>of the CPU</numerusform>
            <numerusform>of all %n CPUs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message numerus="yes">
        <location filename="../views/notices.py" line="118"/>
        <source>Quit while %n operation(s) run?</source>
        <translation>
            <numerusform>Quit while an operation runs?</numerusform>
            <numerusform>Quit while %n operations run?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PageSet</name>
    <message numerus="yes">
        <location filename="../views/page_set.py" line="133"/>
        <source>Compare %n machines</source>
        <translation>
            <numerusform>Compare %n machine</numerusform>
            <numerusform>Compare %n machines</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PagesDialog</name>
    <message numerus="yes">
        <location filename="../views/widgets/numa/dialogs.py" line="179"/>
        <source>There is memory for %n more page(s) at most.</source>
        <translation>
            <numerusform>There is memory for %n more page at most.</numerusform>
            <numerusform>There is memory for %n more pages at most.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../views/widgets/numa/dialogs.py" line="182"/>
        <source>%n page(s) are in use and cannot be given back.</source>
        <translation>
            <numerusform>%n page is in use and cannot be given back.</numerusform>
            <numerusform>%n pages are in use and cannot be given back.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PaneHead</name>
    <message numerus="yes">
        <location filename="../views/panes/pane_head.py" line="77"/>
        <source>%n need you</source>
        <translation>
            <numerusform>%n needs you</numerusform>
            <numerusform>%n need you</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PerformanceTab</name>
    <message numerus="yes">
        <location filename="../views/pages/performance_tab.py" line="230"/>
        <source>of %n vCPUs</source>
        <translation>
            <numerusform>of %n vCPU</numerusform>
            <numerusform>of %n vCPUs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../views/pages/performance_tab.py" line="232"/>
        <source>of %n CPUs</source>
        <translation>
            <numerusform>of %n CPU</numerusform>
            <numerusform>of %n CPUs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProblemTable</name>
    <message numerus="yes">
        <location filename="../views/panes/problem_table.py" line="108"/>
        <source>Show %n silenced</source>
        <translation>
            <numerusform>Show %n silenced</numerusform>
            <numerusform>Show %n silenced</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PromptOverlay</name>
    <message numerus="yes">
        <location filename="../views/prompts/overlay.py" line="200"/>
        <source>%n hosts wait for an answer</source>
        <translation>
            <numerusform>%n host waits for an answer</numerusform>
            <numerusform>%n hosts wait for an answer</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SmallChart</name>
    <message numerus="yes">
        <location filename="../views/widgets/small_chart.py" line="247"/>
        <source>%n values missing</source>
        <translation>
            <numerusform>%n value missing</numerusform>
            <numerusform>%n values missing</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TaskPane</name>
    <message numerus="yes">
        <location filename="../views/panes/task_pane.py" line="239"/>
        <source>%n running</source>
        <translation>
            <numerusform>%n running</numerusform>
            <numerusform>%n running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../views/panes/task_pane.py" line="240"/>
        <source>%n failed</source>
        <translation>
            <numerusform>%n failed</numerusform>
            <numerusform>%n failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../views/panes/task_pane.py" line="241"/>
        <source>%n unknown</source>
        <translation>
            <numerusform>%n unknown</numerusform>
            <numerusform>%n unknown</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../views/panes/task_pane.py" line="242"/>
        <source>%n cancelled</source>
        <translation>
            <numerusform>%n cancelled</numerusform>
            <numerusform>%n cancelled</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../views/panes/task_pane.py" line="243"/>
        <source>%n done</source>
        <translation>
            <numerusform>%n done</numerusform>
            <numerusform>%n done</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TopPage</name>
    <message numerus="yes">
        <location filename="../views/pages/top_page.py" line="268"/>
        <source>%n running</source>
        <translation>
            <numerusform>%n running</numerusform>
            <numerusform>%n running</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <location filename="../views/pages/top_page.py" line="272"/>
        <source>%n selected</source>
        <translation>
            <numerusform>%n selected</numerusform>
            <numerusform>%n selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message numerus="yes">
        <location filename="../views/pages/welcome_page.py" line="387"/>
        <source>%n hypervisors found</source>
        <translation>
            <numerusform>%n hypervisor found</numerusform>
            <numerusform>%n hypervisors found</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WindowCommands</name>
    <message numerus="yes">
        <location filename="../views/window_commands.py" line="166"/>
        <source>%n selected</source>
        <translation>
            <numerusform>%n selected</numerusform>
            <numerusform>%n selected</numerusform>
        </translation>
    </message>
</context>
</TS>
