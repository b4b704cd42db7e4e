// SPDX-License-Identifier: Apache-2.0
/** Tests only. */
package dev.hangup.gateways;
