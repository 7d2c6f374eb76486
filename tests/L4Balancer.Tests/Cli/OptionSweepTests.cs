using L4Balancer.Cli;

namespace L4Balancer.Tests.Cli;

/// <summary>Every option of every verb says what is accepted, in terms an operator knows.</summary>
internal sealed class OptionSweepTests
{
    [TestCaseSource(nameof(TypedOptions))]
    public void A_wrong_value_is_refused_with_the_accepted_values(string verb, string option)
    {
        foreach (var value in new[] { "foo", "-1", "99999999999999999999", "1.5", "\u001b[31m" })
        {
            var errors = CommandLine.CreateRoot().Parse([verb, option, value]).Errors.Select(e => e.Message)
                .Where(message => message.StartsWith(option, StringComparison.Ordinal)).ToArray();
            Assert.That(errors, Has.Length.EqualTo(1), $"{verb} {option} {value}");
            Assert.That(errors[0], Does.Contain(" is not "));
            Assert.That(
                errors[0], Does.Not.Contain("System.").And.Not.Contain("L4Balancer.").And.Not.Contain("\u001b"));
        }
    }

    [Test]
    public void The_sweep_finds_options_of_every_kind() =>
        Assert.That(TypedOptions().Select(c => c.Arguments[1]), Is.SupersetOf(new[]
        {
            "--log-level", "--seconds", "--sort", "--limit", "--rate", "--tier", "--weight", "--if-generation",
        }));

    private static IEnumerable<TestCaseData> TypedOptions() =>
        from verb in CommandLine.CreateRoot().Subcommands
        from option in verb.Options
        where option.ValueType != typeof(bool) && option.ValueType != typeof(string)
        select new TestCaseData(verb.Name, option.Name);
}
