using L4Balancer.Admin.History;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace L4Balancer.Admin.Api;

/// <summary>The services available to every route.</summary>
internal static class AdminContext
{
    public static IBalancerOperations Operations(this HttpContext context) => Of<IBalancerOperations>(context);

    public static Sampler Sampler(this HttpContext context) => Of<Sampler>(context);

    public static T Of<T>(this HttpContext context)
        where T : notnull => context.RequestServices.GetRequiredService<T>();
}
