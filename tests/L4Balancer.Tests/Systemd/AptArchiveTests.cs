namespace L4Balancer.Tests.Systemd;

internal sealed class AptArchiveTests
{
    private static readonly TestCaseData[] Sources =
    [
        new TestCaseData("deb http://mirror.example/debian bookworm main contrib\n", "http://mirror.example/debian")
            .SetArgDisplayNames("one line"),
        new TestCaseData(
            "# deb http://old.example/debian a main\ndeb [signed-by=/k arch=amd64] http://m.example/debian/ a main",
            "http://m.example/debian/").SetArgDisplayNames("comment and options"),
        new TestCaseData("""
            Types: deb
            # http://snapshot.example/
            URIs: http://deb.example/debian
            Suites: bookworm bookworm-updates
            Components: main

            Types: deb
            URIs: http://deb.example/debian-security
            Suites: bookworm-security
            Components: main
            """, "http://deb.example/debian").SetArgDisplayNames("stanzas"),
        new TestCaseData("""
            Types: deb
            URIs: http://deb.example/debian-security
            Suites: bookworm-security
            Components: main

            Types: deb
            URIs: http://deb.example/debian
            Suites: bookworm
            Components: main
            """, "http://deb.example/debian").SetArgDisplayNames("security first"),
        new TestCaseData("deb https://packages.example/tool stable main\n", null).SetArgDisplayNames("not Debian"),
        new TestCaseData("", null).SetArgDisplayNames("nothing"),
    ];

    [TestCaseSource(nameof(Sources))]
    public void The_archive_is_read_from_the_sources_of_apt(string sources, string? expected) =>
        Assert.That(AptArchive.Parse(sources), Is.EqualTo(expected));
}
