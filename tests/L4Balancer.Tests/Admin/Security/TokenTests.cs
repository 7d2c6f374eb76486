using System.Net;
using L4Balancer.Admin;
using L4Balancer.Admin.Security;
using L4Balancer.Core;
using L4Balancer.Secrets;
using L4Balancer.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace L4Balancer.Tests.Admin.Security;

/// <summary>Where tokens come from, and what wrong ones come to.</summary>
internal sealed class TokenTests
{
    [Test]
    public async Task A_wrong_token_has_no_role()
    {
        await using var admin = await RunningAdmin.StartAsync(hasTokens: true);
        await admin.With("a-token-that-is-not-right").GetAsync("/v1/status").RefusesAsync(HttpStatusCode.Unauthorized);
        await admin.With(RunningAdmin.OperatorToken[..^1]).GetAsync("/v1/status")
            .RefusesAsync(HttpStatusCode.Unauthorized);
    }

    [TestCase("/v1/status")]
    [TestCase("/v1/whoami")]
    public async Task Wrong_tokens_are_throttled_but_the_right_one_behind_the_same_address_never_is(string path)
    {
        // The clock is stopped: no guess is forgotten, however slow the machine is.
        await using var admin = await RunningAdmin.StartAsync(hasTokens: true, time: new ManualTime());
        await GuessAsync(admin, Limits.WrongTokensBurst);
        using var answer = await admin.With("one-guess-too-many").GetAsync(path, Loopback.Deadline);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(answer.Headers.RetryAfter?.Delta, Is.GreaterThan(TimeSpan.Zero));
        await admin.With(RunningAdmin.OperatorToken).GetAsync(path).SucceedsAsync();
        await admin.With(RunningAdmin.ReaderToken).GetAsync(path).SucceedsAsync();
        await admin.Local.GetAsync(path).SucceedsAsync();
    }

    [Test]
    public async Task A_probe_with_an_outdated_token_is_still_answered()
    {
        await using var admin = await RunningAdmin.StartAsync(hasTokens: true, time: new ManualTime());
        await GuessAsync(admin, Limits.WrongTokensBurst + 1);
        var probe = admin.With("an-outdated-token-of-a-probe");
        await probe.GetAsync("/healthz").SucceedsAsync();
        await probe.GetAsync("/readyz").SucceedsAsync();
    }

    [Test]
    public async Task Wrong_tokens_are_counted_and_logged_with_the_address_but_never_shown()
    {
        await using var admin = await RunningAdmin.StartAsync(hasTokens: true, time: new ManualTime());
        await GuessAsync(admin, Limits.WrongTokensBurst + 5);
        var lines = admin.Warnings.Where(w => w.Contains("127.0.0.1 sent a wrong token")).ToArray();
        Assert.That(lines, Has.Length.EqualTo(Limits.WrongTokensBurst));
        Assert.That(admin.Warnings, Has.None.Contains("guess-number"));
        using var metrics = await admin.Local.GetAsync("/metrics", Loopback.Deadline);
        Assert.That(
            await metrics.Content.ReadAsStringAsync(),
            Does.Contain($"l4balancer_admin_tokens_wrong_total {Limits.WrongTokensBurst + 5}\n"));
    }

    [Test]
    public async Task Tokens_are_read_again_without_a_restart()
    {
        await using var admin = await RunningAdmin.StartAsync(hasTokens: true);
        admin.WriteToken("operator", "another-token-of-operators");
        admin.Server.Use(admin.Config);
        await admin.With("another-token-of-operators").GetAsync("/v1/status").SucceedsAsync();
        await admin.With(RunningAdmin.OperatorToken).GetAsync("/v1/status").RefusesAsync(HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task An_unreadable_token_file_leaves_the_tokens_unchanged()
    {
        await using var admin = await RunningAdmin.StartAsync(hasTokens: true);
        Assert.That(
            () => admin.Server.Use(admin.Config with { OperatorTokenFile = "/nowhere/token" }),
            Throws.TypeOf<AdminStartException>().With.Message.Contains("/nowhere/token"));
        await admin.With(RunningAdmin.OperatorToken).GetAsync("/v1/status").SucceedsAsync();
    }

    [Test]
    public async Task A_token_file_readable_by_others_causes_a_warning()
    {
        await using var admin = await RunningAdmin.StartAsync(hasTokens: true);
        Assert.That(admin.Warnings, Is.Empty);
        var path = admin.WriteToken(
            "operator", RunningAdmin.OperatorToken, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        admin.Server.Use(admin.Config);
        Assert.That(admin.Warnings, Has.One.Contains(path).And.One.Contains("0404"));
    }

    [TestCase("too-short", "9 characters")]
    [TestCase("", "0 characters")]
    [TestCase("several words of a sentence", "a character that is not allowed in a token")]
    public async Task A_file_without_a_token_is_refused(string content, string why)
    {
        await using var admin = await RunningAdmin.StartAsync();
        var path = admin.WriteToken("bad", content);
        Assert.That(
            () => TokenFile.Read(path, (_, _) => { }),
            Throws.TypeOf<SecretException>().With.Message.Contains(why));
    }

    [Test]
    public void A_credential_is_found_in_the_directory_given_by_systemd()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.PathOf("admin-token"), "  a-credential-of-systemd \n");
        Environment.SetEnvironmentVariable("CREDENTIALS_DIRECTORY", folder.Path);
        try
        {
            Assert.That(
                TokenFile.Read("credential:admin-token", (_, _) => { }), Is.EqualTo("a-credential-of-systemd"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("CREDENTIALS_DIRECTORY", null);
        }

        Assert.That(
            () => TokenFile.Read("credential:admin-token", (_, _) => { }),
            Throws.TypeOf<SecretException>().With.Message.Contains("LoadCredential="));
    }

    [Test]
    public void Wrong_tokens_are_counted_per_client_and_forgotten_over_time()
    {
        var time = new ManualTime();
        var wrong = new WrongTokens(new AdminCounters(), time, NullLogger.Instance);
        var (one, other) = (IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2"));
        for (var i = 0; i < Limits.WrongTokensBurst; i++) Assert.That(wrong.Count(one), Is.Null);
        Assert.That(wrong.Count(one), Is.EqualTo(TimeSpan.FromSeconds(10)).Within(TimeSpan.FromMilliseconds(1)));
        Assert.That(wrong.Count(other), Is.Null);
        time.Advance(TimeSpan.FromSeconds(10.1));
        Assert.That(wrong.Count(one), Is.Null);
    }

    [TestCase("2001:db8::1", "2001:db8::ffff:1", true)]
    [TestCase("2001:db8::1", "2001:db8:0:1::1", false)]
    [TestCase("::ffff:10.0.0.1", "10.0.0.1", true)]
    [TestCase("10.0.0.1", "10.0.0.2", false)]
    public void A_client_is_counted_by_an_address_that_it_cannot_choose(string one, string other, bool isSame) =>
        Assert.That(
            ClientKey.Of(IPAddress.Parse(one)).Equals(ClientKey.Of(IPAddress.Parse(other))), Is.EqualTo(isSame));

    private static async Task GuessAsync(RunningAdmin admin, int count)
    {
        for (var i = 0; i < count; i++)
        {
            using var answer = await admin.With($"guess-number-{i}-of-a-token")
                .GetAsync("/v1/status", Loopback.Deadline);
            Assert.That(answer.IsSuccessStatusCode, Is.False);
        }
    }
}
