package io.minicrm.app;

import io.minicrm.api.ApiConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What a process with the role {@code api} serves over HTTP. */
@Configuration(proxyBeanMethods = false)
@Import({WorkerProcess.class, ApiConfiguration.class})
class ApiProcess {}
