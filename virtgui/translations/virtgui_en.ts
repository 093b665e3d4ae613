<?xml version='1.0' encoding='UTF-8'?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>BannerStack</name>
    <message numerus="yes">
        <location filename="../views/widgets/banner.py" line="124"/>
        <source>%n more</source>
        <translation><numerusform>%n more</numerusform><numerusform>%n more</numerusform></translation>
    </message>
</context>
<context>
    <name>DeleteDialog</name>
    <message numerus="yes">
        <location filename="../views/dialogs/delete.py" line="146"/>
        <source>%n of them run. Force them off first.</source>
        <translation><numerusform>One of them runs. Force it off first.</numerusform><numerusform>%n of them run. Force them off first.</numerusform></translation>
    </message>
</context>
<context>
    <name>DomainListPage</name>
    <message numerus="yes">
        <location filename="../views/pages/domain_list_page.py" line="212"/>
        <source>%n on {0}</source>
        <translation><numerusform>%n on {0}</numerusform><numerusform>%n on {0}</numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../views/pages/domain_list_page.py" line="214"/>
        <source>%n virtual machines</source>
        <translation><numerusform>%n virtual machine</numerusform><numerusform>%n virtual machines</numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../views/pages/domain_list_page.py" line="215"/>
        <source>%n running</source>
        <translation><numerusform>%n running</numerusform><numerusform>%n running</numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../views/pages/domain_list_page.py" line="222"/>
        <source>%n hosts</source>
        <translation><numerusform>%n host</numerusform><numerusform>%n hosts</numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../views/pages/domain_list_page.py" line="226"/>
        <source>%n need attention</source>
        <translation><numerusform>%n needs attention</numerusform><numerusform>%n need attention</numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../views/pages/domain_list_page.py" line="231"/>
        <source>%n hosts do not answer</source>
        <translation><numerusform>%n host does not answer</numerusform><numerusform>%n hosts do not answer</numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../views/pages/domain_list_page.py" line="269"/>
        <source>%n selected</source>
        <translation><numerusform>%n selected</numerusform><numerusform>%n selected</numerusform></translation>
    </message>
</context>
<context>
    <name>DomainOverview</name>
    <message numerus="yes">
        <location filename="../views/pages/domain_overview.py" line="385"/>
        <source>%n devices of the host</source>
        <translation><numerusform>%n device of the host</numerusform><numerusform>%n devices of the host</numerusform></translation>
    </message>
</context>
<context>
    <name>DomainPart</name>
    <message numerus="yes">
        <location filename="../views/dialogs/delete_parts.py" line="184"/>
        <source>%n snapshots</source>
        <translation><numerusform>%n snapshot</numerusform><numerusform>%n snapshots</numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../views/dialogs/delete_parts.py" line="185"/>
        <source>%n checkpoints</source>
        <translation><numerusform>%n checkpoint</numerusform><numerusform>%n checkpoints</numerusform></translation>
    </message>
</context>
<context>
    <name>FaultDialog</name>
    <message numerus="yes">
        <location filename="../views/dialogs/fault.py" line="82"/>
        <source>%n of them so far.</source>
        <translation><numerusform>%n of them so far.</numerusform><numerusform>%n of them so far.</numerusform></translation>
    </message>
</context>
<context>
    <name>FoldedLine</name>
    <message numerus="yes">
        <location filename="../views/panes/pane_head.py" line="145"/>
        <source>%n need you</source>
        <translation><numerusform>%n needs you</numerusform><numerusform>%n need you</numerusform></translation>
    </message>
</context>
<context>
    <name>NodeOverview</name>
    <message numerus="yes">
        <location filename="../views/pages/node_overview.py" line="297"/>
        <source>of all %n CPUs</source>
        <translation><numerusform>of the CPU</numerusform><numerusform>of all %n CPUs</numerusform></translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message numerus="yes">
        <location filename="../views/notices.py" line="73"/>
        <source>Quit while %n operation(s) run?</source>
        <translation><numerusform>Quit while an operation runs?</numerusform><numerusform>Quit while %n operations run?</numerusform></translation>
    </message>
</context>
<context>
    <name>PaneHead</name>
    <message numerus="yes">
        <location filename="../views/panes/pane_head.py" line="77"/>
        <source>%n need you</source>
        <translation><numerusform>%n needs you</numerusform><numerusform>%n need you</numerusform></translation>
    </message>
</context>
<context>
    <name>SmallChart</name>
    <message numerus="yes">
        <location filename="../views/widgets/small_chart.py" line="222"/>
        <source>%n values missing</source>
        <translation><numerusform>%n value missing</numerusform><numerusform>%n values missing</numerusform></translation>
    </message>
</context>
<context>
    <name>TaskPane</name>
    <message numerus="yes">
        <location filename="../views/panes/task_pane.py" line="227"/>
        <source>%n running</source>
        <translation><numerusform>%n running</numerusform><numerusform>%n running</numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../views/panes/task_pane.py" line="228"/>
        <source>%n failed</source>
        <translation><numerusform>%n failed</numerusform><numerusform>%n failed</numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../views/panes/task_pane.py" line="229"/>
        <source>%n unknown</source>
        <translation><numerusform>%n unknown</numerusform><numerusform>%n unknown</numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../views/panes/task_pane.py" line="230"/>
        <source>%n cancelled</source>
        <translation><numerusform>%n cancelled</numerusform><numerusform>%n cancelled</numerusform></translation>
    </message>
    <message numerus="yes">
        <location filename="../views/panes/task_pane.py" line="231"/>
        <source>%n done</source>
        <translation><numerusform>%n done</numerusform><numerusform>%n done</numerusform></translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message numerus="yes">
        <location filename="../views/pages/welcome_page.py" line="387"/>
        <source>%n hypervisors found</source>
        <translation><numerusform>%n hypervisor found</numerusform><numerusform>%n hypervisors found</numerusform></translation>
    </message>
</context>
<context>
    <name>WindowCommands</name>
    <message numerus="yes">
        <location filename="../views/window_commands.py" line="127"/>
        <source>%n selected</source>
        <translation><numerusform>%n selected</numerusform><numerusform>%n selected</numerusform></translation>
    </message>
</context>
</TS>