using System.Net;
using System.Net.Sockets;
using L4Balancer.Bench.Tests.Support;

namespace L4Balancer.Bench.Tests.Serve;

internal sealed class ServeCommandTests
{
    [TestCase("INT")]
    [TestCase("TERM")]
    public async Task It_prints_its_address_and_ends_on_a_signal(string signal)
    {
        using var serve = BenchProgram.Start("serve", "--protocol", "echo");
        var line = await serve.ReadLineAsync();
        Assert.That(line, Does.Match(@"^listening 127\.0\.0\.1:[0-9]+$"));
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(IPEndPoint.Parse(line.Split(' ')[1]));
            await client.GetStream().WriteAsync("hello"u8.ToArray());
            var answer = new byte[5];
            await client.GetStream().ReadExactlyAsync(answer);
            Assert.That(answer, Is.EqualTo("hello"u8.ToArray()));
            serve.Signal(signal);
            Assert.That((await serve.EndAsync()).ExitCode, Is.Zero);
        }
    }

    [Test]
    public async Task It_ends_with_its_standard_input_when_told_to()
    {
        using var serve = BenchProgram.Start("serve", "--protocol", "bulk", "--until-stdin-closes");
        await serve.ReadLineAsync();
        serve.CloseInput();
        Assert.That((await serve.EndAsync()).ExitCode, Is.Zero);
    }

    [Test]
    public async Task An_address_in_use_is_one_line_and_exit_code_1()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var result = await BenchProgram.RunAsync("serve", "--protocol", "http", "--bind", $"{other.LocalEndpoint}");
        Assert.That(result.ExitCode, Is.EqualTo(1));
        Assert.That(result.Errors, Does.StartWith($"serve: {other.LocalEndpoint}: ").And.Contain("in use"));
        Assert.That(result.Errors.TrimEnd('\n'), Does.Not.Contain("\n"));
    }

    [TestCase("--protocol", "ftp")]
    [TestCase("--protocol", "echo", "--bind", "localhost:0")]
    [TestCase("--bind", "127.0.0.1:0")]
    public async Task A_wrong_command_line_is_exit_code_2(params string[] arguments)
    {
        var result = await BenchProgram.RunAsync(["serve", .. arguments]);
        Assert.That(result.ExitCode, Is.EqualTo(2));
        Assert.That(result.Errors, Does.Not.Contain("   at "));
    }
}
