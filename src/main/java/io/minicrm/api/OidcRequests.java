package io.minicrm.api;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;

/** Begins a log-in when a browser asks for {@link OidcPaths#START}. */
final class OidcRequests implements OAuth2AuthorizationRequestResolver {

    private final DefaultOAuth2AuthorizationRequestResolver resolver;
    private final OidcPaths paths;

    OidcRequests(OidcProvider provider, OidcPaths paths) {
        this.resolver = new DefaultOAuth2AuthorizationRequestResolver(provider);
        this.paths = paths;
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest resolve(HttpServletRequest request) {
        return OidcPaths.START.equals(request.getRequestURI()) ? resolve(request, OidcProvider.ID) : null;
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest resolve(HttpServletRequest request, String registrationId) {
        OAuth2AuthorizationRequest begun = resolver.resolve(request, registrationId);
        return begun == null
                ? null
                : OAuth2AuthorizationRequest.from(begun)
                        .redirectUri(paths.base(request) + OidcPaths.CALLBACK)
                        .attributes(attributes ->
                                attributes.put(OidcAttempts.BACK, OidcPaths.back(request.getParameter("back"))))
                        .build();
    }
}
