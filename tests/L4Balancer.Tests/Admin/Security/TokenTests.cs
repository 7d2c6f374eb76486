using System.Net;
using L4Balancer.Admin;
using L4Balancer.Admin.Security;
using L4Balancer.Core;
using L4Balancer.Tests.Support;

namespace L4Balancer.Tests.Admin.Security;

/// <summary>Where tokens come from, and what wrong ones come to.</summary>
internal sealed class TokenTests
{
    [Test]
    public async Task A_wrong_token_is_not_known()
    {
        await using var admin = await RunningAdmin.StartAsync(hasTokens: true);
        await admin.With("a-token-that-is-not-right").GetAsync("/v1/status").RefusesAsync(HttpStatusCode.Unauthorized);
        await admin.With(RunningAdmin.OperatorToken[..^1]).GetAsync("/v1/status")
            .RefusesAsync(HttpStatusCode.Unauthorized);
    }

    [Test]
    public async Task Whoever_guesses_tokens_is_not_heard_any_more_not_even_with_the_right_one()
    {
        // The clock stands still: no guess is forgotten, however slow the machine is.
        await using var admin = await RunningAdmin.StartAsync(hasTokens: true, time: new ManualTime());
        for (var i = 0; i < Limits.WrongTokensBurst; i++)
        {
            await admin.With($"guess-number-{i}-of-a-token").GetAsync("/v1/whoami").SucceedsAsync();
        }

        using var answer = await admin.With(RunningAdmin.OperatorToken).GetAsync("/v1/status", Loopback.Deadline);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(answer.Headers.RetryAfter?.Delta, Is.GreaterThan(TimeSpan.Zero));
        await admin.Local.GetAsync("/v1/status").SucceedsAsync();
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
    public async Task A_token_file_that_cannot_be_read_leaves_the_tokens_in_force()
    {
        await using var admin = await RunningAdmin.StartAsync(hasTokens: true);
        Assert.That(
            () => admin.Server.Use(admin.Config with { OperatorTokenFile = "/nowhere/token" }),
            Throws.TypeOf<AdminStartException>().With.Message.Contains("/nowhere/token"));
        await admin.With(RunningAdmin.OperatorToken).GetAsync("/v1/status").SucceedsAsync();
    }

    [Test]
    public async Task A_token_file_that_others_may_read_is_warned_of()
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
    [TestCase("several words of a sentence", "a character that a token cannot have")]
    public async Task A_file_without_a_token_is_refused(string content, string why)
    {
        await using var admin = await RunningAdmin.StartAsync();
        var path = admin.WriteToken("bad", content);
        Assert.That(
            () => TokenFile.Read(path, (_, _) => { }),
            Throws.TypeOf<AdminStartException>().With.Message.Contains(why));
    }

    [Test]
    public void A_credential_is_found_in_the_directory_that_systemd_names()
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
            Throws.TypeOf<AdminStartException>().With.Message.Contains("LoadCredential="));
    }

    [Test]
    public void Each_address_guesses_for_itself_and_the_count_runs_out_with_time()
    {
        var time = new ManualTime();
        var wrong = new WrongTokens(time);
        var (one, other) = (IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2"));
        for (var i = 0; i < Limits.WrongTokensBurst; i++) wrong.Count(one);
        Assert.That(wrong.MayTry(one, out var wait), Is.False);
        Assert.That(wait, Is.EqualTo(TimeSpan.FromSeconds(10)).Within(TimeSpan.FromMilliseconds(1)));
        Assert.That(wrong.MayTry(other, out _), Is.True);
        time.Advance(TimeSpan.FromSeconds(10.1));
        Assert.That(wrong.MayTry(one, out _), Is.True);
    }
}
