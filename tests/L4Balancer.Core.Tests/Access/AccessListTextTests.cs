using System.Net;
using System.Text;
using L4Balancer.Core.Access;
using L4Balancer.Core.Config;
using L4Balancer.Core.Sessions;

namespace L4Balancer.Core.Tests.Access;

/// <summary>Files with one network per line; each error has its line and what would be right.</summary>
public sealed class AccessListTextTests
{
    private const string Right = "(one IP address or network per line, such as 10.1.0.0/16 or fd00::/8)";

    [Test]
    public void Comments_blank_lines_and_all_line_ends_are_read()
    {
        var list = Read("\uFEFF# office\r\n\r\n10.1.0.0/16   # both floors\n\t fd00::/8 \n192.0.2.7", out var errors);
        Assert.That(errors, Is.Empty);
        Assert.That(list.Networks, Is.EqualTo(3));
        Assert.That(Admits(list, "10.1.2.3"), Is.False);
        Assert.That(Admits(list, "192.0.2.7"), Is.False);
        Assert.That(Admits(list, "192.0.2.8"), Is.True);
        Assert.That(Admits(list, "fd12::1"), Is.False);
    }

    [TestCase("10.0.0.0/8\n10.0.0.1/8", "d.txt:2: 10.0.0.1/8 has bits behind its prefix (did you mean 10.0.0.0/8?)")]
    [TestCase("\n\nhost.example", "d.txt:3: host.example is not an IP address or a network such as 10.1.0.0/16")]
    [TestCase("10.0.0.0/33", "d.txt:1: 10.0.0.0/33 is not an IP address or a network such as 10.1.0.0/16")]
    [TestCase("10.0.0.1 10.0.0.2",
        "d.txt:1: \"10.0.0.1 10.0.0.2\" is not an IP address or a network such as 10.1.0.0/16")]
    [TestCase("999", "d.txt:1: 999 is not an IP address or a network such as 10.1.0.0/16")]
    public void Errors_name_line_problem_and_remedy(string text, string error)
    {
        Read(text, out var errors);
        Assert.That(errors, Is.EqualTo(new[] { $"{error} {Right}" }));
    }

    [Test]
    public void Same_network_allowed_and_denied_is_an_error_where_it_is_found()
    {
        var inline = new AccessConfig { Allow = [IPNetwork.Parse("10.0.0.0/8")] };
        Read("10.0.0.0/9\n10.0.0.0/8", out var errors, inline);
        Assert.That(errors, Is.EqualTo(new[]
        {
            "d.txt:2: 10.0.0.0/8 is both allowed and denied (each network in one of the two)",
        }));
    }

    [Test]
    public void All_errors_are_collected_and_their_number_is_bounded()
    {
        Read(string.Concat(Enumerable.Repeat("x\n", 500)), out var errors);
        Assert.That(errors, Has.Count.EqualTo(Limits.ConfigErrorsMax + 1));
        Assert.That(errors[^1], Is.EqualTo("and 400 more errors"));
        Read(new string('x', 5000), out var one);
        Assert.That(one[0], Has.Length.LessThan(250));
    }

    [Test]
    public void File_that_is_too_large_is_refused()
    {
        var builder = new AccessListBuilder(new AccessConfig());
        AccessListText.Read("d.txt", new byte[Limits.AccessFileBytesMax + 1], isAllowed: false, builder);
        Assert.That(builder.Errors, Is.EqualTo(new[] { "d.txt: is larger than 16 MiB (fewer, larger networks)" }));
    }

    [Test]
    public void Hundred_thousand_networks_are_read_in_a_moment()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 100_000; i++) text.Append($"{10 + i / 65536}.{i / 256 % 256}.{i % 256}.0/25\n");
        var list = Read(text.ToString(), out var errors);
        Assert.That((errors.Count, list.Networks), Is.EqualTo((0, 100_000)));
        Assert.That(Admits(list, "11.0.7.127"), Is.False);
        Assert.That(Admits(list, "11.0.7.128"), Is.True);
    }

    private static AccessList Read(string text, out IReadOnlyList<string> errors, AccessConfig? inline = null)
    {
        var builder = new AccessListBuilder(inline ?? new AccessConfig());
        AccessListText.Read("d.txt", Encoding.UTF8.GetBytes(text), isAllowed: false, builder);
        errors = builder.Errors;
        return builder.Build();
    }

    private static bool Admits(AccessList list, string ip) =>
        list.Admits(ClientAddress.Of(new IPEndPoint(IPAddress.Parse(ip), 1)));
}
