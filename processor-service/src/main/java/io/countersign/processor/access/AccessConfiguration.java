package io.countersign.processor.access;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.security.autoconfigure.SecurityProperties;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.www.BasicAuthenticationEntryPoint;
import org.springframework.security.web.firewall.FirewalledRequest;
import org.springframework.security.web.firewall.HttpFirewall;

/**
 * Asks for a login or a bearer token at every path of the API, as soon as either is configured by Spring's own properties.
 * Without, the API may only be open to its own machine, or to clients that prove themselves by certificate; and not to the
 * pages that a browser shows there.
 */
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

    private static final String REALM = "countersign";

    @Bean
    SecurityFilterChain apiAccess(
            HttpSecurity http,
            ServerProperties server,
            SecurityProperties security,
            ObjectProvider<UserDetailsService> users,
            ObjectProvider<JwtDecoder> tokens,
            @Value("${countersign.resources.advertised-address:127.0.0.1}") String ownName) {
        boolean byLogin = users.getIfAvailable() != null;
        boolean byToken = tokens.getIfAvailable() != null;
        SecurityProperties.User user = security.getUser();
        if (byToken && !user.isPasswordGenerated()) {
            throw new IllegalStateException(
                    "set spring.security.user.password or spring.security.oauth2.resourceserver.jwt,"
                            + " not both: with tokens there are no logins");
        }
        if (byLogin) {
            if (user.isPasswordGenerated()) {
                throw new IllegalStateException(
                        "spring.security.user.name is set, spring.security.user.password is not");
            }
            ConfiguredPassword.requireUsable(user.getPassword());
        }
        boolean open = !byLogin && !byToken;
        boolean byCertificate = demandsCertificates(server);
        if (open && !byCertificate) {
            requireLoopback(server);
        }
        // No request leaves anything behind for the next one, so there is no session and no token against CSRF: whether
        // another site has a browser ask is told by the browser.
        http.csrf(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .authorizeHttpRequests(requests -> {
                    // What is behind these has been refused already, and is only being told.
                    requests.dispatcherTypeMatchers(DispatcherType.ERROR).permitAll();
                    requests.requestMatchers(EndpointRequest.toAnyEndpoint()).permitAll();
                    if (!byToken) {
                        // A browser adds a login or a certificate by itself, a token never.
                        requests.requestMatchers(AnotherSite::asks).denyAll();
                    }
                    if (open && !byCertificate) {
                        requests.requestMatchers(request -> AnotherSite.isMeant(request, ownName))
                                .denyAll();
                    }
                    if (open) {
                        requests.anyRequest().permitAll();
                    } else {
                        requests.anyRequest().authenticated();
                    }
                });
        if (byLogin) {
            BasicAuthenticationEntryPoint challenge = new BasicAuthenticationEntryPoint();
            challenge.setRealmName(REALM);
            http.httpBasic(basic -> basic.authenticationEntryPoint(challenge))
                    .exceptionHandling(refusals -> refusals.authenticationEntryPoint(challenge));
        }
        if (byToken) {
            AuthenticationEntryPoint challenge = tokenChallenge();
            http.oauth2ResourceServer(resources ->
                            resources.authenticationEntryPoint(challenge).jwt(Customizer.withDefaults()))
                    .exceptionHandling(refusals -> refusals.authenticationEntryPoint(challenge));
        }
        return http.build();
    }

    @Bean
    PasswordEncoder configuredPassword() {
        return new ConfiguredPassword();
    }

    /**
     * Lets paths of every kind through: ids may hold slashes, semicolons and percent signs, encoded or not. No path of the
     * API is open where another one is not, so that there is no rule to get round by an odd one.
     */
    @Bean
    HttpFirewall pathsOfEveryKind() {
        return new HttpFirewall() {
            @Override
            public FirewalledRequest getFirewalledRequest(HttpServletRequest request) {
                return new FirewalledRequest(request) {
                    @Override
                    public void reset() {
                        // Nothing was changed.
                    }
                };
            }

            @Override
            public HttpServletResponse getFirewalledResponse(HttpServletResponse response) {
                return response;
            }
        };
    }

    private static boolean demandsCertificates(ServerProperties server) {
        Ssl ssl = server.getSsl();
        return Ssl.isEnabled(ssl) && ssl != null && ssl.getClientAuth() == Ssl.ClientAuth.NEED;
    }

    private static void requireLoopback(ServerProperties server) {
        InetAddress address = server.getAddress();
        if (address != null && address.isLoopbackAddress()) {
            return;
        }
        throw new IllegalStateException("the API would be open to whoever reaches " + named(address)
                + ": set spring.security.user.name and spring.security.user.password, or"
                + " spring.security.oauth2.resourceserver.jwt.issuer-uri, or demand certificates with"
                + " server.ssl.client-auth=need; or leave server.address at 127.0.0.1");
    }

    private static String named(@Nullable InetAddress address) {
        return address == null ? "this machine, at all its addresses" : address.getHostAddress();
    }

    /** Spring Security's own sets the header and the status and no more; the body comes by the error page. */
    private static AuthenticationEntryPoint tokenChallenge() {
        BearerTokenAuthenticationEntryPoint challenge = new BearerTokenAuthenticationEntryPoint();
        challenge.setRealmName(REALM);
        return (request, response, refusal) -> {
            challenge.commence(request, response, refusal);
            response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
        };
    }
}
